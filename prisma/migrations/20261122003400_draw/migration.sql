-- CreateTable
CREATE TABLE "draw" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "terms" JSONB NOT NULL,
    "notice" TEXT NOT NULL,
    "announcement" TEXT NOT NULL,
    "salt" TEXT NOT NULL,
    "seed" TEXT,
    "close_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_by" INTEGER NOT NULL,
    "plan_id" INTEGER,
    "entries" INTEGER NOT NULL DEFAULT 0,
    "head" TEXT NOT NULL,
    "frozen_at" TIMESTAMPTZ(3),
    "beacon" TEXT,
    "signature" TEXT,
    "posted" JSONB,
    "settled_at" TIMESTAMPTZ(3),
    "claim_until" TIMESTAMPTZ(3),
    "ended_at" TIMESTAMPTZ(3),
    "reason" TEXT,

    CONSTRAINT "draw_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "draw_entry" (
    "community_id" INTEGER NOT NULL,
    "draw_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "ticket" TEXT NOT NULL,
    "weight" SMALLINT NOT NULL,
    "head" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "paid" INTEGER NOT NULL DEFAULT 0,
    "named" BOOLEAN NOT NULL DEFAULT false,
    "told_by" TEXT,

    CONSTRAINT "draw_entry_pkey" PRIMARY KEY ("community_id","draw_id","member_id")
);

-- CreateTable
CREATE TABLE "draw_winner" (
    "community_id" INTEGER NOT NULL,
    "draw_id" INTEGER NOT NULL,
    "rank" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "ticket" TEXT NOT NULL,
    "prize" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'won',
    "reason" TEXT,
    "won_at" TIMESTAMPTZ(3) NOT NULL,
    "claim_until" TIMESTAMPTZ(3) NOT NULL,
    "claimed_at" TIMESTAMPTZ(3),

    CONSTRAINT "draw_winner_pkey" PRIMARY KEY ("community_id","draw_id","rank")
);

-- CreateTable
CREATE TABLE "draw_code" (
    "community_id" INTEGER NOT NULL,
    "draw_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "prize" INTEGER NOT NULL,
    "sealed" TEXT NOT NULL,
    "rank" INTEGER,

    CONSTRAINT "draw_code_pkey" PRIMARY KEY ("community_id","draw_id","id")
);

-- CreateTable
CREATE TABLE "draw_witness" (
    "community_id" INTEGER NOT NULL,
    "draw_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "word" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "draw_witness_pkey" PRIMARY KEY ("community_id","draw_id","number")
);

-- CreateTable
CREATE TABLE "draw_draft" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "terms" JSONB NOT NULL,
    "asking" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "draw_draft_pkey" PRIMARY KEY ("community_id","member_id")
);

-- CreateTable
CREATE TABLE "draw_plan" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "weekday" SMALLINT,
    "opens_at" TEXT NOT NULL,
    "minutes" INTEGER NOT NULL,
    "terms" JSONB NOT NULL,
    "made_by" INTEGER NOT NULL,
    "due_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "draw_plan_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "draw_streak" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "streak" INTEGER NOT NULL,

    CONSTRAINT "draw_streak_pkey" PRIMARY KEY ("community_id","member_id")
);

-- CreateTable
CREATE TABLE "instant_draw" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "terms" JSONB NOT NULL,
    "announcement" TEXT NOT NULL,
    "salt" TEXT NOT NULL,
    "seed" TEXT,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "opened_by" INTEGER NOT NULL,
    "plays" INTEGER NOT NULL DEFAULT 0,
    "head" TEXT NOT NULL,
    "stock" INTEGER[],
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "instant_draw_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "instant_play" (
    "community_id" INTEGER NOT NULL,
    "draw_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "ticket" TEXT NOT NULL,
    "head" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "paid" INTEGER NOT NULL,
    "round" INTEGER,
    "beacon" TEXT,
    "signature" TEXT,
    "prize" INTEGER,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "instant_play_pkey" PRIMARY KEY ("community_id","draw_id","number")
);

-- CreateIndex
CREATE INDEX "draw_community_id_chat_id_state_idx" ON "draw"("community_id", "chat_id", "state");

-- CreateIndex
CREATE UNIQUE INDEX "draw_entry_community_id_draw_id_number_key" ON "draw_entry"("community_id", "draw_id", "number");

-- CreateIndex
CREATE UNIQUE INDEX "draw_entry_community_id_draw_id_ticket_key" ON "draw_entry"("community_id", "draw_id", "ticket");

-- CreateIndex
CREATE INDEX "draw_winner_community_id_member_id_idx" ON "draw_winner"("community_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "draw_code_community_id_draw_id_rank_key" ON "draw_code"("community_id", "draw_id", "rank");

-- CreateIndex
CREATE UNIQUE INDEX "draw_witness_community_id_draw_id_member_id_key" ON "draw_witness"("community_id", "draw_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "instant_play_community_id_draw_id_member_id_day_key" ON "instant_play"("community_id", "draw_id", "member_id", "day");


