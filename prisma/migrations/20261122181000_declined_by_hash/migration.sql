-- DropIndex
DROP INDEX "faq_question_community_id_hash_idx";

-- AlterTable
ALTER TABLE "ticket" ADD COLUMN     "declined_hash" TEXT;

-- CreateIndex
CREATE INDEX "ticket_community_id_declined_hash_idx" ON "ticket"("community_id", "declined_hash");

