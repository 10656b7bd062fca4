-- AlterTable
ALTER TABLE "ticket" ADD COLUMN     "declined_at" TIMESTAMPTZ(3);

-- CreateIndex
CREATE INDEX "faq_question_community_id_hash_idx" ON "faq_question"("community_id", "hash");


