-- CreateTable
CREATE TABLE "reply_day" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "received" INTEGER NOT NULL DEFAULT 0,
    "answers" INTEGER NOT NULL DEFAULT 0,

    CONSTRAINT "reply_day_pkey" PRIMARY KEY ("community_id","member_id","day")
);

-- CreateIndex
CREATE INDEX "reply_day_community_id_day_idx" ON "reply_day"("community_id", "day");


