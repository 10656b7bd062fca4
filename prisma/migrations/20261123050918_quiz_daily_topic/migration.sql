-- AlterTable
ALTER TABLE "quiz_daily" ADD COLUMN     "thread_id" TEXT;


