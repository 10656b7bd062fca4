-- CreateTable
CREATE TABLE "trouble" (
    "what" TEXT NOT NULL,
    "subject" TEXT NOT NULL,
    "since_at" TIMESTAMPTZ(3) NOT NULL,
    "over_at" TIMESTAMPTZ(3),
    "told_at" TIMESTAMPTZ(3),

    CONSTRAINT "trouble_pkey" PRIMARY KEY ("what","subject")
);

-- CreateTable
CREATE TABLE "last_done" (
    "name" TEXT NOT NULL,
    "at" TIMESTAMPTZ(3) NOT NULL,

    CONSTRAINT "last_done_pkey" PRIMARY KEY ("name")
);



-- groups that were left before anybody watched are no news
INSERT INTO "trouble" ("what", "subject", "since_at", "told_at")
  SELECT 'removed', community_id || ':' || id, now(), now() FROM "chat" WHERE kind = 'group' AND unreachable IS NOT NULL;
