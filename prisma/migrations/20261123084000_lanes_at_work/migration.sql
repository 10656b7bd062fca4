-- A chat keeps its row for good, idle or not: whoever claims does not look through all chats there ever were.
CREATE INDEX "lane_busy_idx" ON "lane" ("waiting_since") WHERE "waiting_since" IS NOT NULL OR "lease_until" IS NOT NULL;
