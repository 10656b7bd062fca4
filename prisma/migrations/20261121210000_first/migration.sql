-- CreateSchema
CREATE SCHEMA IF NOT EXISTS "public";

-- CreateTable
CREATE TABLE "check_in" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "streak" INTEGER NOT NULL,

    CONSTRAINT "check_in_pkey" PRIMARY KEY ("community_id","member_id","day")
);

-- CreateTable
CREATE TABLE "community" (
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "time_zone" TEXT NOT NULL DEFAULT 'Asia/Shanghai',
    "language" TEXT NOT NULL DEFAULT 'zh',
    "salt" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "joined_into_id" INTEGER,

    CONSTRAINT "community_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "chat" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "platform" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "title" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "account" TEXT,
    "unreachable" TEXT,

    CONSTRAINT "chat_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "chat_address" (
    "platform" TEXT NOT NULL,
    "address" TEXT NOT NULL,
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,

    CONSTRAINT "chat_address_pkey" PRIMARY KEY ("platform","address")
);

-- CreateTable
CREATE TABLE "inbox" (
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "account" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "event" JSONB,
    "status" TEXT NOT NULL DEFAULT 'new',
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "error" TEXT,
    "event_at" TIMESTAMPTZ(3) NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "inbox_pkey" PRIMARY KEY ("community_id","chat_id","id")
);

-- CreateTable
CREATE TABLE "lane" (
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "waiting_since" TIMESTAMPTZ(3),
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),

    CONSTRAINT "lane_pkey" PRIMARY KEY ("community_id","chat_id")
);

-- CreateTable
CREATE TABLE "watch_chat" (
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "feature" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "watch_chat_pkey" PRIMARY KEY ("community_id","chat_id","feature")
);

-- CreateTable
CREATE TABLE "watch_member" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "feature" TEXT NOT NULL,
    "until" TIMESTAMPTZ(3),

    CONSTRAINT "watch_member_pkey" PRIMARY KEY ("community_id","member_id","feature")
);

-- CreateTable
CREATE TABLE "outbox" (
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "priority" SMALLINT NOT NULL,
    "message" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'pending',
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "not_before_at" TIMESTAMPTZ(3),
    "deadline_at" TIMESTAMPTZ(3),
    "sent_at" TIMESTAMPTZ(3),
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "platform_message_id" TEXT,
    "error" TEXT,

    CONSTRAINT "outbox_pkey" PRIMARY KEY ("community_id","chat_id","id")
);

-- CreateTable
CREATE TABLE "job" (
    "community_id" INTEGER NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "key" TEXT NOT NULL,
    "name" TEXT NOT NULL,
    "payload" JSONB NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'new',
    "attempts" SMALLINT NOT NULL DEFAULT 0,
    "run_at" TIMESTAMPTZ(3) NOT NULL,
    "lease_owner" TEXT,
    "lease_until" TIMESTAMPTZ(3),
    "error" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "done_at" TIMESTAMPTZ(3),

    CONSTRAINT "job_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "schedule_cursor" (
    "community_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "done_for" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "schedule_cursor_pkey" PRIMARY KEY ("community_id","name")
);

-- CreateTable
CREATE TABLE "setting" (
    "community_id" INTEGER NOT NULL,
    "feature" TEXT NOT NULL,
    "key" TEXT NOT NULL,
    "value" JSONB NOT NULL,

    CONSTRAINT "setting_pkey" PRIMARY KEY ("community_id","feature","key")
);

-- CreateTable
CREATE TABLE "event_seen" (
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "identity" UUID NOT NULL,

    CONSTRAINT "event_seen_pkey" PRIMARY KEY ("community_id","chat_id","identity")
);

-- CreateTable
CREATE TABLE "member_day" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "messages" INTEGER NOT NULL DEFAULT 0,
    "replies" INTEGER NOT NULL DEFAULT 0,
    "questions" INTEGER NOT NULL DEFAULT 0,
    "hours" INTEGER NOT NULL DEFAULT 0,
    "scored_minutes" SMALLINT[] DEFAULT ARRAY[]::SMALLINT[],
    "scored_texts" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "settled_points" SMALLINT NOT NULL DEFAULT 0,

    CONSTRAINT "member_day_pkey" PRIMARY KEY ("community_id","member_id","day")
);

-- CreateTable
CREATE TABLE "chat_hour" (
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "hour" SMALLINT NOT NULL,
    "messages" INTEGER NOT NULL DEFAULT 0,
    "others" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "chat_hour_pkey" PRIMARY KEY ("community_id","chat_id","day","hour")
);

-- CreateTable
CREATE TABLE "passage" (
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "identity" UUID NOT NULL,
    "member_id" INTEGER,
    "kind" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "day" DATE NOT NULL,
    "is_message" BOOLEAN NOT NULL,

    CONSTRAINT "passage_pkey" PRIMARY KEY ("community_id","chat_id","identity")
);

-- CreateTable
CREATE TABLE "message_text" (
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "identity" UUID NOT NULL,
    "member_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "text" TEXT NOT NULL,

    CONSTRAINT "message_text_pkey" PRIMARY KEY ("community_id","chat_id","identity")
);

-- CreateTable
CREATE TABLE "member" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "merged_into_id" INTEGER,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "language" TEXT,

    CONSTRAINT "member_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "identity" (
    "community_id" INTEGER NOT NULL,
    "platform" TEXT NOT NULL,
    "platform_user_id" TEXT NOT NULL,
    "member_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "named_at" TIMESTAMPTZ(3) NOT NULL,
    "username" TEXT,
    "used_at" TIMESTAMPTZ(3),
    "unreachable" TEXT,

    CONSTRAINT "identity_pkey" PRIMARY KEY ("community_id","platform","platform_user_id")
);

-- CreateTable
CREATE TABLE "member_role" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "role" TEXT NOT NULL,
    "given_at" TIMESTAMPTZ(3) NOT NULL,
    "given_by" INTEGER,

    CONSTRAINT "member_role_pkey" PRIMARY KEY ("community_id","member_id")
);

-- CreateTable
CREATE TABLE "ledger_entry" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "id" BIGSERIAL NOT NULL,
    "delta" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "day" DATE NOT NULL,

    CONSTRAINT "ledger_entry_pkey" PRIMARY KEY ("community_id","member_id","key")
);

-- CreateTable
CREATE TABLE "points_total" (
    "community_id" INTEGER NOT NULL,
    "period" TEXT NOT NULL,
    "member_id" INTEGER NOT NULL,
    "points" INTEGER NOT NULL,

    CONSTRAINT "points_total_pkey" PRIMARY KEY ("community_id","period","member_id")
);

-- CreateIndex
CREATE UNIQUE INDEX "community_name_key" ON "community"("name");

-- CreateIndex
CREATE UNIQUE INDEX "chat_community_id_platform_address_key" ON "chat"("community_id", "platform", "address");

-- CreateIndex
CREATE INDEX "chat_address_community_id_chat_id_idx" ON "chat_address"("community_id", "chat_id");

-- CreateIndex
CREATE UNIQUE INDEX "inbox_community_id_account_key_key" ON "inbox"("community_id", "account", "key");

-- CreateIndex
CREATE UNIQUE INDEX "outbox_community_id_key_key" ON "outbox"("community_id", "key");

-- CreateIndex
CREATE INDEX "job_community_id_status_run_at_idx" ON "job"("community_id", "status", "run_at");

-- CreateIndex
CREATE UNIQUE INDEX "job_community_id_key_key" ON "job"("community_id", "key");

-- CreateIndex
CREATE INDEX "member_day_community_id_day_idx" ON "member_day"("community_id", "day");

-- CreateIndex
CREATE INDEX "passage_community_id_day_idx" ON "passage"("community_id", "day");

-- CreateIndex
CREATE INDEX "passage_community_id_member_id_idx" ON "passage"("community_id", "member_id");

-- CreateIndex
CREATE INDEX "message_text_community_id_at_idx" ON "message_text"("community_id", "at");

-- CreateIndex
CREATE INDEX "message_text_community_id_member_id_idx" ON "message_text"("community_id", "member_id");

-- CreateIndex
CREATE INDEX "member_community_id_merged_into_id_idx" ON "member"("community_id", "merged_into_id");

-- CreateIndex
CREATE INDEX "identity_platform_platform_user_id_idx" ON "identity"("platform", "platform_user_id");

-- CreateIndex
CREATE INDEX "identity_community_id_member_id_idx" ON "identity"("community_id", "member_id");

-- CreateIndex
CREATE INDEX "ledger_entry_community_id_at_idx" ON "ledger_entry"("community_id", "at");

-- CreateIndex
CREATE INDEX "points_total_community_id_period_points_idx" ON "points_total"("community_id", "period", "points" DESC);


