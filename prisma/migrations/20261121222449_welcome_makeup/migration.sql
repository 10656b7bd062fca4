-- AlterTable
ALTER TABLE "check_in" ADD COLUMN     "made_up" BOOLEAN NOT NULL DEFAULT false;

-- AlterTable
ALTER TABLE "ledger_entry" ADD COLUMN     "note" TEXT;

-- CreateTable
CREATE TABLE "makeup_card" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "key" TEXT NOT NULL,
    "delta" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "makeup_card_pkey" PRIMARY KEY ("community_id","member_id","key")
);

-- CreateTable
CREATE TABLE "newcomer" (
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "joined_at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "newcomer_pkey" PRIMARY KEY ("community_id","chat_id","member_id")
);

-- CreateTable
CREATE TABLE "introduction" (
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "sees_all" BOOLEAN,
    "greeted_at" TIMESTAMPTZ(3),
    "noticed_day" DATE,

    CONSTRAINT "introduction_pkey" PRIMARY KEY ("community_id","chat_id")
);

-- CreateIndex
CREATE INDEX "newcomer_community_id_member_id_idx" ON "newcomer"("community_id", "member_id");


