-- AlterTable
ALTER TABLE "forgotten" ADD COLUMN     "account" TEXT;

-- CreateIndex
CREATE INDEX "forgotten_account_idx" ON "forgotten"("account");


