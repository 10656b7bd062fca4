-- CreateTable
CREATE TABLE "quiz_bank" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "name" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quiz_bank_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "quiz_question" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "bank_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "kind" TEXT NOT NULL,
    "text" TEXT NOT NULL,
    "options" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "right" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "accepted" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "number" DOUBLE PRECISION,
    "tolerance" DOUBLE PRECISION NOT NULL DEFAULT 0,
    "picture" TEXT,
    "difficulty" SMALLINT NOT NULL DEFAULT 1,
    "tags" TEXT[] DEFAULT ARRAY[]::TEXT[],
    "explanation" TEXT NOT NULL DEFAULT '',
    "source" TEXT NOT NULL DEFAULT '',
    "language" TEXT NOT NULL DEFAULT '',
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quiz_question_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "quiz" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "format" TEXT NOT NULL,
    "status" TEXT NOT NULL DEFAULT 'open',
    "slot" TEXT,
    "bank_id" INTEGER NOT NULL,
    "rules" JSONB NOT NULL,
    "seed" TEXT NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 0,
    "step" TEXT NOT NULL DEFAULT 'ask',
    "due_at" TIMESTAMPTZ(3),
    "left_ms" INTEGER,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "ended_at" TIMESTAMPTZ(3),

    CONSTRAINT "quiz_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "quiz_turn" (
    "community_id" INTEGER NOT NULL,
    "quiz_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "question_id" INTEGER NOT NULL,
    "order" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "closes_at" TIMESTAMPTZ(3) NOT NULL,
    "hint_at" TIMESTAMPTZ(3),
    "hints" SMALLINT NOT NULL DEFAULT 0,
    "wrong" INTEGER NOT NULL DEFAULT 0,
    "is_extended" BOOLEAN NOT NULL DEFAULT false,
    "settled_at" TIMESTAMPTZ(3),

    CONSTRAINT "quiz_turn_pkey" PRIMARY KEY ("community_id","quiz_id","position")
);

-- CreateTable
CREATE TABLE "quiz_answer" (
    "community_id" INTEGER NOT NULL,
    "quiz_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "nth" SMALLINT NOT NULL DEFAULT 1,
    "arrival" SERIAL NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "choices" INTEGER[] DEFAULT ARRAY[]::INTEGER[],
    "text" TEXT NOT NULL DEFAULT '',
    "is_given" BOOLEAN NOT NULL DEFAULT true,
    "is_right" BOOLEAN NOT NULL DEFAULT false,
    "taken_ms" INTEGER NOT NULL,
    "score" INTEGER NOT NULL DEFAULT 0,
    "paid" INTEGER NOT NULL DEFAULT 0,
    "paid_day" DATE,

    CONSTRAINT "quiz_answer_pkey" PRIMARY KEY ("community_id","quiz_id","position","member_id","nth")
);

-- CreateTable
CREATE TABLE "quiz_sitting" (
    "community_id" INTEGER NOT NULL,
    "quiz_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "position" INTEGER NOT NULL DEFAULT 1,
    "started_at" TIMESTAMPTZ(3) NOT NULL,
    "asked_at" TIMESTAMPTZ(3) NOT NULL,
    "finished_at" TIMESTAMPTZ(3),

    CONSTRAINT "quiz_sitting_pkey" PRIMARY KEY ("community_id","quiz_id","member_id")
);

-- CreateTable
CREATE TABLE "quiz_daily" (
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "bank_id" INTEGER NOT NULL,
    "opens_at" TEXT NOT NULL,
    "closes_at" TEXT NOT NULL,
    "buttons" BOOLEAN NOT NULL,

    CONSTRAINT "quiz_daily_pkey" PRIMARY KEY ("community_id","chat_id")
);

-- CreateTable
CREATE TABLE "quiz_season" (
    "community_id" INTEGER NOT NULL,
    "number" INTEGER NOT NULL,
    "closed_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quiz_season_pkey" PRIMARY KEY ("community_id","number")
);

-- CreateIndex
CREATE UNIQUE INDEX "quiz_bank_community_id_name_key" ON "quiz_bank"("community_id", "name");

-- CreateIndex
CREATE UNIQUE INDEX "quiz_question_community_id_bank_id_key_key" ON "quiz_question"("community_id", "bank_id", "key");

-- CreateIndex
CREATE UNIQUE INDEX "quiz_community_id_chat_id_slot_key" ON "quiz"("community_id", "chat_id", "slot");

-- CreateIndex
CREATE INDEX "quiz_turn_community_id_chat_id_question_id_idx" ON "quiz_turn"("community_id", "chat_id", "question_id");

-- CreateIndex
CREATE INDEX "quiz_turn_community_id_question_id_idx" ON "quiz_turn"("community_id", "question_id");

-- CreateIndex
CREATE INDEX "quiz_answer_community_id_member_id_at_idx" ON "quiz_answer"("community_id", "member_id", "at");

-- CreateIndex
CREATE INDEX "quiz_answer_community_id_at_idx" ON "quiz_answer"("community_id", "at");


