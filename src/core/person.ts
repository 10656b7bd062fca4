import { Prisma } from "./database/index.ts";

/**
 * For a column of member ids: `column = ${anyOf(community, person)}` is any of the ids a person has. The ids
 * are found first; joined to the member table, the planner may begin with everybody's rows instead.
 * @param person an id, or an expression for one
 */
export const anyOf = (communityId: number, person: number | Prisma.Sql): Prisma.Sql => Prisma.sql`ANY (ARRAY(
  SELECT ${person}::int UNION ALL SELECT them.id FROM member them
  WHERE them.community_id = ${communityId} AND them.merged_into_id = ${person}))`;

/** The same for several people. One is asked for apart: with a list the planner may plan anew at every call. */
export const anyOfAll = (communityId: number, people: readonly number[]): Prisma.Sql =>
  people.length === 1
    ? anyOf(communityId, people[0] as number)
    : Prisma.sql`ANY (ARRAY(
  SELECT unnest(${people}::int[]) UNION ALL SELECT them.id FROM member them
  WHERE them.community_id = ${communityId} AND them.merged_into_id = ANY(${people}::int[])))`;
