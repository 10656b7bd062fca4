-- DropIndex
DROP INDEX "points_total_community_id_period_points_idx";

-- Many have the same points: the first ten are found without a look at all of them.
CREATE INDEX "points_total_community_id_period_points_member_id_idx" ON "points_total"("community_id", "period", "points" DESC, "member_id");
