/** Where each member stands, looked at once a night. */
export { stateChanges, type StateChange } from "./changes.ts";
export { asDrift, standings, type KnownStanding } from "./read.ts";
export { refreshStandings, type InParts } from "./refresh.ts";
