-- AlterTable
ALTER TABLE "choice_offer" ADD COLUMN     "words" TEXT[] DEFAULT ARRAY[]::TEXT[];
