import { roles, type Role } from "../../core/context.ts";

export type RoleWord = Role | "none";

const words: Readonly<Record<string, RoleWord>> = {
  owner: "owner",
  主理人: "owner",
  群主: "owner",
  manager: "manager",
  管理: "manager",
  管理员: "manager",
  host: "host",
  主持: "host",
  主持人: "host",
  viewer: "viewer",
  观察: "viewer",
  观察员: "viewer",
  none: "none",
  member: "none",
  成员: "none",
  普通成员: "none",
  无: "none",
  取消: "none",
};

/** The role an order ends with: "@小明 管理员" → manager; undefined for any other word. */
export function readOrder(args: string): RoleWord | undefined {
  const last = args.toLowerCase().split(/\s+/u).at(-1) ?? "";
  return Object.hasOwn(words, last) ? words[last] : undefined;
}

/** Whether the first role may do less than the second. */
export function isLesser(one: Role | null, other: Role | null): boolean {
  const rank = (role: Role | null) => (role === null ? -1 : roles.indexOf(role));
  return rank(one) < rank(other);
}
