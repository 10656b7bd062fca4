-- AlterTable
ALTER TABLE "account_presence" ADD COLUMN     "detail_zh" TEXT NOT NULL DEFAULT '';

-- AlterTable
ALTER TABLE "gap" ADD COLUMN     "why_zh" TEXT NOT NULL DEFAULT '';
