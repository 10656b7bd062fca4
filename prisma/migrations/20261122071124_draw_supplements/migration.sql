-- AlterTable
ALTER TABLE "draw" ADD COLUMN     "supplements" JSONB NOT NULL DEFAULT '[]';
