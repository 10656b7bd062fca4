-- CreateTable
CREATE TABLE "audit" (
    "community_id" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "actor" TEXT NOT NULL,
    "member_id" INTEGER,
    "role" TEXT,
    "chat_id" INTEGER,
    "command" TEXT NOT NULL,
    "args" TEXT NOT NULL,
    "result" TEXT NOT NULL,
    "previous" TEXT NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_pkey" PRIMARY KEY ("community_id","seq")
);

-- CreateTable
CREATE TABLE "audit_head" (
    "community_id" INTEGER NOT NULL,
    "seq" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,

    CONSTRAINT "audit_head_pkey" PRIMARY KEY ("community_id")
);

-- CreateTable
CREATE TABLE "claim_code" (
    "community_id" INTEGER NOT NULL,
    "code_hash" TEXT NOT NULL,
    "valid_until" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "claim_code_pkey" PRIMARY KEY ("community_id")
);

-- CreateTable
CREATE TABLE "confirmation" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "kind" TEXT NOT NULL,
    "member_id" INTEGER,
    "command" TEXT NOT NULL,
    "args" TEXT NOT NULL,
    "event" JSONB,
    "needs_second" BOOLEAN NOT NULL DEFAULT false,
    "except_id" INTEGER,
    "state" TEXT NOT NULL DEFAULT 'open',
    "done_by_id" INTEGER,
    "valid_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "confirmation_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "undo_offer" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "member_id" INTEGER NOT NULL,
    "command" TEXT NOT NULL,
    "what" JSONB NOT NULL,
    "valid_until" TIMESTAMPTZ(3) NOT NULL,
    "undone_at" TIMESTAMPTZ(3),
    "undone_by_id" INTEGER,

    CONSTRAINT "undo_offer_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "choice_offer" (
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "data" TEXT[],
    "valid_until" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "choice_offer_pkey" PRIMARY KEY ("community_id","chat_id","member_id")
);

-- CreateTable
CREATE TABLE "command_alias" (
    "community_id" INTEGER NOT NULL,
    "word" TEXT NOT NULL,
    "command" TEXT NOT NULL,

    CONSTRAINT "command_alias_pkey" PRIMARY KEY ("community_id","word")
);

-- CreateTable
CREATE TABLE "chat_switch" (
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,

    CONSTRAINT "chat_switch_pkey" PRIMARY KEY ("community_id","chat_id","name")
);

-- CreateTable
CREATE TABLE "configuration_version" (
    "community_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,

    CONSTRAINT "configuration_version_pkey" PRIMARY KEY ("community_id")
);

-- CreateIndex
CREATE INDEX "audit_community_id_member_id_idx" ON "audit"("community_id", "member_id");

-- CreateIndex
CREATE INDEX "confirmation_community_id_member_id_idx" ON "confirmation"("community_id", "member_id");

-- CreateIndex
CREATE INDEX "undo_offer_community_id_member_id_idx" ON "undo_offer"("community_id", "member_id");


