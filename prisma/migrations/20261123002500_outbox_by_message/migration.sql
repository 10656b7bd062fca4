-- A reply to a message of ours asks which one it was: without this all that was sent into its chat is read
CREATE INDEX "outbox_message_idx" ON "outbox" ("community_id", "chat_id", "platform_message_id") WHERE "platform_message_id" IS NOT NULL;
