import type { Feature } from "../core/feature.ts";
import { chats } from "./chats/index.ts";
import { checkin } from "./checkin/index.ts";
import { help } from "./help/index.ts";
import { points } from "./points/index.ts";
import { upkeep } from "./upkeep/index.ts";

/** Every feature, in the order in which facts reach them and help lists them. */
export const features: readonly Feature[] = [checkin, points, help(() => features), chats, upkeep];
