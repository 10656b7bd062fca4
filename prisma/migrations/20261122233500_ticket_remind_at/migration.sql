-- AlterTable
ALTER TABLE "ticket" ADD COLUMN     "remind_at" TIMESTAMPTZ(3);

