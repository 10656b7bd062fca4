-- CreateTable
CREATE TABLE "identity_link" (
    "id" SERIAL NOT NULL,
    "platform" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "platform_to" TEXT NOT NULL,
    "user_id_to" TEXT NOT NULL,
    "linked_at" TIMESTAMPTZ(3) NOT NULL,
    "undone_at" TIMESTAMPTZ(3),

    CONSTRAINT "identity_link_pkey" PRIMARY KEY ("id")
);

-- CreateTable
CREATE TABLE "link_code" (
    "community_id" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "member_id" INTEGER NOT NULL,
    "platform" TEXT NOT NULL,
    "user_id" TEXT NOT NULL,
    "expires_at" TIMESTAMPTZ(3) NOT NULL,
    "used_at" TIMESTAMPTZ(3),

    CONSTRAINT "link_code_pkey" PRIMARY KEY ("community_id","hash")
);

-- CreateTable
CREATE TABLE "opt_out" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "choice" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "opt_out_pkey" PRIMARY KEY ("community_id","member_id","choice")
);

-- CreateTable
CREATE TABLE "forget_request" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "forget_request_pkey" PRIMARY KEY ("community_id","member_id")
);

-- CreateTable
CREATE TABLE "forgotten" (
    "community_id" INTEGER NOT NULL,
    "hash" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "forgotten_pkey" PRIMARY KEY ("community_id","hash")
);

-- CreateTable
CREATE TABLE "member_tag" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "tag" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "member_tag_pkey" PRIMARY KEY ("community_id","member_id","tag")
);

-- CreateTable
CREATE TABLE "birthday" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "month" SMALLINT NOT NULL,
    "day" SMALLINT NOT NULL,

    CONSTRAINT "birthday_pkey" PRIMARY KEY ("community_id","member_id")
);

-- CreateTable
CREATE TABLE "member_tier" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "tier" SMALLINT NOT NULL,
    "since_day" DATE NOT NULL,
    "warned_day" DATE,
    "lowered_day" DATE,

    CONSTRAINT "member_tier_pkey" PRIMARY KEY ("community_id","member_id")
);

-- CreateIndex
CREATE INDEX "identity_link_platform_user_id_idx" ON "identity_link"("platform", "user_id");

-- CreateIndex
CREATE INDEX "identity_link_platform_to_user_id_to_idx" ON "identity_link"("platform_to", "user_id_to");

-- CreateIndex
CREATE INDEX "link_code_hash_idx" ON "link_code"("hash");

-- CreateIndex
CREATE INDEX "member_tag_community_id_tag_idx" ON "member_tag"("community_id", "tag");

-- CreateIndex
CREATE INDEX "birthday_community_id_month_day_idx" ON "birthday"("community_id", "month", "day");


