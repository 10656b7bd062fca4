-- AlterTable
ALTER TABLE "identity" ADD COLUMN     "unconfirmed_at" TIMESTAMPTZ(3);

-- CreateTable
CREATE TABLE "roster" (
    "community_id" INTEGER NOT NULL,
    "chat_id" INTEGER NOT NULL,
    "platform_user_id" TEXT NOT NULL,
    "signs" TEXT[],
    "is_owner" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "roster_pkey" PRIMARY KEY ("community_id","chat_id","platform_user_id")
);

-- CreateTable
CREATE TABLE "identity_doubt" (
    "community_id" INTEGER NOT NULL,
    "id" SERIAL NOT NULL,
    "platform" TEXT NOT NULL,
    "platform_user_id" TEXT NOT NULL,
    "member_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "identity_doubt_pkey" PRIMARY KEY ("community_id","id")
);

-- CreateTable
CREATE TABLE "account_presence" (
    "platform" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "state" TEXT NOT NULL,
    "detail" TEXT NOT NULL,
    "changed_at" TIMESTAMPTZ(3) NOT NULL,
    "heard_at" TIMESTAMPTZ(3),
    "first_at" TIMESTAMPTZ(3),
    "alarm" TEXT,
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "account_presence_pkey" PRIMARY KEY ("platform","account")
);

-- CreateTable
CREATE TABLE "gap" (
    "community_id" INTEGER NOT NULL,
    "platform" TEXT NOT NULL,
    "account" TEXT NOT NULL,
    "from_at" TIMESTAMPTZ(3) NOT NULL,
    "until_at" TIMESTAMPTZ(3) NOT NULL,
    "why" TEXT NOT NULL,

    CONSTRAINT "gap_pkey" PRIMARY KEY ("community_id","platform","account","from_at")
);

-- CreateIndex
CREATE INDEX "identity_doubt_community_id_member_id_idx" ON "identity_doubt"("community_id", "member_id");

-- CreateIndex
CREATE UNIQUE INDEX "identity_doubt_community_id_platform_platform_user_id_membe_key" ON "identity_doubt"("community_id", "platform", "platform_user_id", "member_id");


