export { PlaygroundPages } from "./pages.ts";
export { openPlayground, type PlaygroundOptions } from "./open.ts";
export type { Playground } from "./playground.ts";
export { PlaygroundRoom, type RoomOptions } from "./room.ts";
export { runTerminal } from "./terminal.ts";
