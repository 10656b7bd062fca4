-- CreateTable
CREATE TABLE "standing_change" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,
    "before" TEXT NOT NULL,
    "after" TEXT NOT NULL,

    CONSTRAINT "standing_change_pkey" PRIMARY KEY ("community_id","member_id","day")
);

-- CreateIndex
CREATE INDEX "standing_change_community_id_day_idx" ON "standing_change"("community_id", "day");


