declare module "../../core/feature.ts" {
  interface Facts {
    /** something was said to a member unasked, or a task was made of it */
    "nudge.made": { memberId: number; journey: string; step: number; way: "private" | "group" | "task" };
    /** a journey stopped by itself */
    "journey.stopped": { journey: string; because: "blocks" | "optOuts" };
  }
}
export {};
