-- CreateTable
CREATE TABLE "faq_entry" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "question" TEXT NOT NULL,
    "alternatives" TEXT[],
    "answer" TEXT NOT NULL,
    "links" TEXT[],
    "pictures" TEXT[],
    "tags" TEXT[],
    "language" TEXT,
    "audience" TEXT NOT NULL DEFAULT 'member',
    "source" TEXT,
    "valid_from" TIMESTAMPTZ(3),
    "valid_until" TIMESTAMPTZ(3),
    "state" TEXT NOT NULL DEFAULT 'live',
    "revision" INTEGER NOT NULL DEFAULT 1,
    "created_at" TIMESTAMPTZ(3) NOT NULL,
    "updated_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),
    "used" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "faq_entry_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "faq_revision" (
    "community_id" INTEGER NOT NULL,
    "entry_id" INTEGER NOT NULL,
    "revision" INTEGER NOT NULL,
    "content" JSONB NOT NULL,
    "member_id" INTEGER,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "faq_revision_pkey" PRIMARY KEY ("community_id","entry_id","revision")
);

-- CreateTable
CREATE TABLE "faq_version" (
    "community_id" INTEGER NOT NULL,
    "version" INTEGER NOT NULL DEFAULT 1,
    "calibration" JSONB,
    "calibrated_version" INTEGER,

    CONSTRAINT "faq_version_pkey" PRIMARY KEY ("community_id")
);

-- CreateTable
CREATE TABLE "faq_question" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "text" TEXT,
    "hash" TEXT NOT NULL,
    "outcome" TEXT NOT NULL,
    "entry_id" INTEGER,
    "confidence" DOUBLE PRECISION NOT NULL,
    "feedback" SMALLINT,
    "ticket_id" INTEGER,
    "message_id" TEXT,

    CONSTRAINT "faq_question_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "ticket" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "reason" TEXT NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "question" TEXT,
    "nearest" INTEGER[],
    "message_id" TEXT,
    "opened_at" TIMESTAMPTZ(3) NOT NULL,
    "answered_at" TIMESTAMPTZ(3),
    "answer" TEXT,
    "answered_by_id" INTEGER,
    "closed_at" TIMESTAMPTZ(3),
    "reminders" SMALLINT NOT NULL DEFAULT 0,
    "rating" SMALLINT,
    "entry_id" INTEGER,

    CONSTRAINT "ticket_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "ticket_turn" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "ticket_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "side" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "ticket_turn_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "ticket_desk" (
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,

    CONSTRAINT "ticket_desk_pkey" PRIMARY KEY ("community_id")
);

-- CreateTable
CREATE TABLE "llm_call" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "hash" TEXT NOT NULL,
    "entries" INTEGER[],
    "verdict" TEXT NOT NULL,
    "reason" TEXT,
    "tokens_in" INTEGER NOT NULL DEFAULT 0,
    "tokens_out" INTEGER NOT NULL DEFAULT 0,
    "cost" INTEGER NOT NULL DEFAULT 0,
    "text" TEXT,

    CONSTRAINT "llm_call_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateIndex
CREATE INDEX "faq_revision_community_id_member_id_idx" ON "faq_revision"("community_id", "member_id");

-- CreateIndex
CREATE INDEX "faq_question_community_id_chat_id_at_idx" ON "faq_question"("community_id", "chat_id", "at");

-- CreateIndex
CREATE INDEX "faq_question_community_id_member_id_idx" ON "faq_question"("community_id", "member_id");

-- CreateIndex
CREATE INDEX "ticket_community_id_chat_id_member_id_state_idx" ON "ticket"("community_id", "chat_id", "member_id", "state");

-- CreateIndex
CREATE INDEX "ticket_community_id_member_id_idx" ON "ticket"("community_id", "member_id");

-- CreateIndex
CREATE INDEX "ticket_turn_community_id_ticket_id_idx" ON "ticket_turn"("community_id", "ticket_id");

-- CreateIndex
CREATE INDEX "ticket_turn_community_id_member_id_idx" ON "ticket_turn"("community_id", "member_id");

-- CreateIndex
CREATE INDEX "llm_call_community_id_at_idx" ON "llm_call"("community_id", "at");

-- CreateIndex
CREATE INDEX "llm_call_community_id_member_id_idx" ON "llm_call"("community_id", "member_id");


