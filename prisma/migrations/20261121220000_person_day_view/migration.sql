-- A person who came under several identities is one person in every figure. Few people are merged,
-- so the views look only these few up and leave everybody else's rows as they are.
CREATE INDEX "member_merged_idx" ON "member" ("community_id", "merged_into_id", "id") WHERE "merged_into_id" IS NOT NULL;

-- Every member that stands for a person together with others, the person's own id among them.
CREATE VIEW "merged_member" AS
SELECT "community_id", "id" AS "member_id", "merged_into_id" AS "person_id" FROM "member" WHERE "merged_into_id" IS NOT NULL
 UNION
SELECT "community_id", "merged_into_id", "merged_into_id" FROM "member" WHERE "merged_into_id" IS NOT NULL;

-- One row for each person and day on which they were active: what every figure about people is made from.
CREATE VIEW "person_day" AS
SELECT d."community_id", d."member_id" AS "person_id", d."day", d."messages", d."replies", d."questions", d."hours"
  FROM "member_day" d
 WHERE d."messages" > 0
   AND NOT EXISTS (SELECT FROM "merged_member" s WHERE s."community_id" = d."community_id" AND s."member_id" = d."member_id")
 UNION ALL
SELECT d."community_id", s."person_id", d."day",
       sum(d."messages")::int, sum(d."replies")::int, sum(d."questions")::int, bit_or(d."hours")
  FROM "merged_member" s
  JOIN "member_day" d ON d."community_id" = s."community_id" AND d."member_id" = s."member_id"
 WHERE d."messages" > 0
 GROUP BY d."community_id", s."person_id", d."day";

-- Each person's first active day: one index probe a member, whatever the length of the history.
CREATE VIEW "person_first_day" AS
SELECT m."community_id", coalesce(m."merged_into_id", m."id") AS "person_id", min(f."day") AS "day"
  FROM "member" m
 CROSS JOIN LATERAL (
   SELECT d."day" FROM "member_day" d
    WHERE d."community_id" = m."community_id" AND d."member_id" = m."id" AND d."messages" > 0
    ORDER BY d."day" LIMIT 1
 ) f
 GROUP BY m."community_id", coalesce(m."merged_into_id", m."id");
