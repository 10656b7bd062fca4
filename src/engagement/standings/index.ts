/** Where each member stands, looked at once a night. */
export { asDrift, standings, type KnownStanding } from "./read.ts";
export { refreshStandings } from "./refresh.ts";
