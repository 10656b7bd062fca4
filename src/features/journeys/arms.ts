import { createHash } from "node:crypto";
import type { Declaration, Step, Words } from "./declaration.ts";

export type Arm = "nudged" | "heldOut";

/**
 * A number in [0, 1) that belongs to a member on a journey for good: SHA-256 of the community's salt, the
 * journey's name, what it decides and the member id. Nobody chooses it and a restart does not change it.
 */
export function lot(salt: string, journey: string, purpose: "arm" | "variant", memberId: number): number {
  const hash = createHash("sha256").update(`${salt}\n${journey}\n${purpose}\n${memberId}`).digest();
  return hash.readUIntBE(0, 6) / 2 ** 48;
}

/** The arm of a member: decided before any text is made, and the same for ever. */
export const armOf = (salt: string, journey: string, memberId: number, holdOut: number): Arm =>
  lot(salt, journey, "arm", memberId) < holdOut / 100 ? "heldOut" : "nudged";

/** Which variant a member gets for the whole journey, at equal shares; a step with fewer of them counts round. */
export const variantFor = (salt: string, { name, steps }: Declaration, memberId: number): number =>
  variantOf(salt, name, memberId, Math.max(...steps.map(({ variants }) => variants.length)));

/** Which of `count` variants a member gets, at equal shares. */
export const variantOf = (salt: string, journey: string, memberId: number, count: number): number =>
  Math.floor(lot(salt, journey, "variant", memberId) * count);

/** The words of a step for whoever has this variant. */
export const wordsFor = ({ variants }: Step, variant: number): Words | undefined => variants[variant % variants.length];
