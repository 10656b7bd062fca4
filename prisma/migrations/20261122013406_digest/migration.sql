-- CreateTable
CREATE TABLE "digest_choice" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "daily" BOOLEAN NOT NULL DEFAULT false,
    "weekly" BOOLEAN NOT NULL DEFAULT true,
    "monthly" BOOLEAN NOT NULL DEFAULT false,

    CONSTRAINT "digest_choice_pkey" PRIMARY KEY ("community_id","member_id")
);

-- CreateTable
CREATE TABLE "member_first_day" (
    "community_id" INTEGER NOT NULL,
    "member_id" INTEGER NOT NULL,
    "day" DATE NOT NULL,

    CONSTRAINT "member_first_day_pkey" PRIMARY KEY ("community_id","member_id")
);

-- CreateIndex
CREATE INDEX "member_first_day_community_id_day_idx" ON "member_first_day"("community_id", "day");



-- What was counted before this table was there.
INSERT INTO "member_first_day" ("community_id", "member_id", "day")
SELECT "community_id", "member_id", min("day") FROM "member_day" WHERE "messages" > 0 GROUP BY 1, 2;

-- Each person's first active day: kept, where it was looked for in everybody's days before.
CREATE OR REPLACE VIEW "person_first_day" AS
SELECT f."community_id", f."member_id" AS "person_id", f."day"
  FROM "member_first_day" f
 WHERE NOT EXISTS (SELECT FROM "merged_member" s WHERE s."community_id" = f."community_id" AND s."member_id" = f."member_id")
 UNION ALL
SELECT s."community_id", s."person_id", min(f."day")
  FROM "merged_member" s
  JOIN "member_first_day" f ON f."community_id" = s."community_id" AND f."member_id" = s."member_id"
 GROUP BY s."community_id", s."person_id";
