-- DropIndex
DROP INDEX "ticket_community_id_declined_hash_idx";

-- CreateIndex
CREATE INDEX "ticket_declined_hash_community_id_idx" ON "ticket"("declined_hash", "community_id");


