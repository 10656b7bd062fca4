import type { BaseCtx, Ctx } from "./context.ts";
import type { Text } from "./text.ts";

/** What a feature says about the points it gives; 积分明细 (/why) and 积分规则 (/points rules) are made from these. */
export interface PointsWords {
  /** ledger reason → what to call it */
  readonly reasons?: Readonly<Record<string, Text>>;
  /** what earns points and how many, by the settings in force: one line each */
  rules?(ctx: BaseCtx): Promise<Text[]>;
  /** what this member got today, did not get, and why: one line each */
  today?(ctx: Ctx): Promise<Text[]>;
}
