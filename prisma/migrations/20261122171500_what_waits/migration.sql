-- What is done stays, to be known again: whoever looks for what waits does not look through all of that.
CREATE INDEX "inbox_new_idx" ON "inbox" ("community_id", "chat_id", "id") WHERE "status" = 'new';
