-- AlterTable
ALTER TABLE "ticket" ADD COLUMN     "taken_by_id" INTEGER;

