-- AlterTable
ALTER TABLE "nudge" ADD COLUMN     "phrasing" TEXT NOT NULL DEFAULT 'template';


