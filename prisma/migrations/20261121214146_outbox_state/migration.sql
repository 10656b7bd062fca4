-- CreateIndex
CREATE INDEX "outbox_state_community_id_chat_id_idx" ON "outbox"("state", "community_id", "chat_id");


