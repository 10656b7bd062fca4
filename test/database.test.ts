import { expect, test } from "vitest";
import { createTestDatabase } from "./world/database.ts";

test("instants and civil days come back as they went in", async () => {
  const database = await createTestDatabase();
  const at = new Date("2026-03-01T00:30:00.123Z");
  const community = await database.prisma.community.create({ data: { name: "tea", salt: "00", createdAt: at } });
  expect(community.createdAt).toEqual(at);
  const { rows } = await database.pool.query("SELECT created_at::text AS at FROM community");
  expect(rows[0].at).toBe("2026-03-01 00:30:00.123+00");
  await database.close();
});
