-- CreateTable
CREATE TABLE "member_standing" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "as_of_day" DATE NOT NULL,
    "state" TEXT NOT NULL,
    "chance" DOUBLE PRECISION,
    "chance_at_last" DOUBLE PRECISION,
    "active_days" INTEGER NOT NULL,
    "usual_gap_days" INTEGER,
    "first_day" DATE,
    "last_day" DATE,

    CONSTRAINT "member_standing_pkey" PRIMARY KEY ("community_id","member_id")
);

-- CreateTable
CREATE TABLE "journey" (
    "community_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "declaration" JSONB NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'off',
    "started_day" DATE,
    "stopped_for" TEXT,

    CONSTRAINT "journey_pkey" PRIMARY KEY ("community_id","name")
);

-- CreateTable
CREATE TABLE "journey_member" (
    "community_id" INTEGER NOT NULL,
    "journey" TEXT NOT NULL,
    "member_id" INTEGER NOT NULL,
    "entered_day" DATE NOT NULL,
    "arm" TEXT NOT NULL,
    "variant" SMALLINT NOT NULL,
    "way" TEXT NOT NULL,
    "step" SMALLINT NOT NULL DEFAULT 0,
    "due_day" DATE,
    "ended_for" TEXT,
    "returned" BOOLEAN,

    CONSTRAINT "journey_member_pkey" PRIMARY KEY ("community_id","journey","member_id","entered_day")
);

-- CreateTable
CREATE TABLE "nudge" (
    "community_id" INTEGER NOT NULL,
    "journey" TEXT NOT NULL,
    "member_id" INTEGER NOT NULL,
    "entered_day" DATE NOT NULL,
    "step" SMALLINT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,
    "day" DATE NOT NULL,
    "way" TEXT NOT NULL,
    "chat_id" INTEGER,
    "outbox_key" TEXT,
    "gift" INTEGER NOT NULL DEFAULT 0,
    "harm" TEXT,

    CONSTRAINT "nudge_pkey" PRIMARY KEY ("community_id","journey","member_id","entered_day","step")
);

-- CreateTable
CREATE TABLE "journey_task" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "journey" TEXT NOT NULL,
    "member_id" INTEGER NOT NULL,
    "opened_day" DATE NOT NULL,
    "state" TEXT NOT NULL DEFAULT 'open',
    "closed_by_id" INTEGER,
    "closed_at" TIMESTAMPTZ(3),

    CONSTRAINT "journey_task_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "journey_streak" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "streak" INTEGER NOT NULL,

    CONSTRAINT "journey_streak_pkey" PRIMARY KEY ("community_id","member_id")
);

-- CreateTable
CREATE TABLE "journey_watch" (
    "community_id" INTEGER NOT NULL,
    "looked_at" TIMESTAMPTZ(3) NOT NULL,
    "held_until" DATE,

    CONSTRAINT "journey_watch_pkey" PRIMARY KEY ("community_id")
);

-- CreateIndex
CREATE INDEX "member_standing_community_id_state_idx" ON "member_standing"("community_id", "state");

-- CreateIndex
CREATE INDEX "journey_member_community_id_member_id_idx" ON "journey_member"("community_id", "member_id");

-- CreateIndex
CREATE INDEX "journey_member_community_id_journey_due_day_idx" ON "journey_member"("community_id", "journey", "due_day");

-- CreateIndex
CREATE INDEX "nudge_community_id_member_id_at_idx" ON "nudge"("community_id", "member_id", "at");

-- CreateIndex
CREATE INDEX "nudge_community_id_day_idx" ON "nudge"("community_id", "day");

-- CreateIndex
CREATE INDEX "journey_task_community_id_state_idx" ON "journey_task"("community_id", "state");

-- CreateIndex
CREATE INDEX "journey_task_community_id_member_id_idx" ON "journey_task"("community_id", "member_id");

-- CreateIndex
CREATE INDEX "journey_streak_community_id_day_idx" ON "journey_streak"("community_id", "day");


