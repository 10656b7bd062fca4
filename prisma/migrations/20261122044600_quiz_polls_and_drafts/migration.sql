-- AlterTable
ALTER TABLE "quiz_daily" ADD COLUMN     "polls" BOOLEAN NOT NULL DEFAULT false,
ADD COLUMN     "tags" TEXT[] DEFAULT ARRAY[]::TEXT[];

-- CreateTable
CREATE TABLE "poll" (
    "platform" TEXT NOT NULL,
    "poll_id" TEXT NOT NULL,
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "data" TEXT NOT NULL,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "poll_pkey" PRIMARY KEY ("platform","poll_id")
);

-- CreateTable
CREATE TABLE "quiz_draft" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "bank" TEXT NOT NULL,
    "piece" TEXT NOT NULL,
    "question" JSONB,
    "quote" TEXT NOT NULL DEFAULT '',
    "state" TEXT NOT NULL DEFAULT 'open',
    "reason" TEXT,
    "created_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "quiz_draft_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateIndex
CREATE INDEX "poll_community_id_chat_id_idx" ON "poll"("community_id", "chat_id");

-- CreateIndex
CREATE UNIQUE INDEX "quiz_draft_community_id_bank_piece_key" ON "quiz_draft"("community_id", "bank", "piece");


