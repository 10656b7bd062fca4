-- AlterTable
ALTER TABLE "journey" ADD COLUMN     "comparisons" INTEGER NOT NULL DEFAULT 0,
ADD COLUMN     "words_day" DATE;



-- comparisons that were begun before they were counted
UPDATE "journey" SET "comparisons" = 1 WHERE "started_day" IS NOT NULL;
