import type { PersonHooks } from "../../core/feature.ts";

/** Arms and outcomes stay under the member id alone, so that no figure changes; everything open ends. */
export const journeysPerson: PersonHooks = {
  export: async (tx, communityId, memberIds) => {
    const of = { where: { communityId, memberId: { in: memberIds } } };
    return {
      journey_member: await tx.journeyMember.findMany(of),
      nudge: await tx.nudge.findMany(of),
      journey_task: await tx.journeyTask.findMany(of),
      journey_streak: await tx.journeyStreak.findMany(of),
    };
  },
  forget: async (tx, communityId, memberIds) => {
    const where = { communityId, memberId: { in: memberIds } };
    await tx.journeyMember.updateMany({
      where: { ...where, endedFor: null },
      data: { dueDay: null, endedFor: "forgotten" },
    });
    // Their days end here. What is known by now counts: were they taken out, a word that makes people ask to be
    // forgotten would look better than it is. From now on the id leads to nobody.
    await tx.$executeRaw`
      UPDATE journey_member j SET returned = EXISTS (SELECT FROM member own
        JOIN person_day d ON d.community_id = own.community_id AND d.person_id = coalesce(own.merged_into_id, own.id)
        WHERE own.community_id = j.community_id AND own.id = j.member_id AND d.day >= j.entered_day)
      WHERE j.community_id = ${communityId} AND j.member_id = ANY (${memberIds}::int[]) AND j.returned IS NULL`;
    await tx.nudge.updateMany({ where, data: { chatId: null, outboxKey: null } });
    await tx.journeyTask.deleteMany({ where });
    await tx.journeyStreak.deleteMany({ where });
  },
  // journeys of a community that goes over end with it, and with them who was on them
  move: async (tx) => {
    for (const table of ["journey_member", "nudge", "journey_task", "journey_streak"])
      await tx.$executeRawUnsafe(
        `DELETE FROM ${table} USING moving WHERE community_id = from_community AND member_id = from_member`,
      );
    for (const table of ["journey", "journey_watch"])
      await tx.$executeRawUnsafe(`DELETE FROM ${table} WHERE community_id IN (SELECT from_community FROM moving_chat)`);
  },
};
