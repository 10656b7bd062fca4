// A puppet service in a process of its own, so that its work is not counted as ours.
import { createService } from "../fakes/wechat/server.ts";
import { FakeWechat } from "../fakes/wechat/wechat.ts";

const [rooms = 50, members = 500] = process.argv.slice(2).map(Number);
const wechat = await FakeWechat.create();
for (let room = 0; room < rooms; room++) {
  wechat.room(
    `room ${room}`,
    Array.from({ length: members }, (_, index) => ({ name: `成员 ${room}-${index}` })),
  );
}
const service = await createService(wechat.puppet, { tls: true });
await service.start();
process.send?.({ token: service.token, endpoint: service.endpoint });

process.on("disconnect", () => process.exit(0));

let said = 0;
process.on("message", (wanted: "relogin" | { rate: number; seconds: number }) => {
  if (wanted === "relogin") {
    wechat.newIds();
    void wechat.logout();
  } else say(wanted);
});

function say({ rate, seconds }: { rate: number; seconds: number }): void {
  const began = performance.now();
  const timer = setInterval(() => {
    const elapsed = Math.min(seconds, (performance.now() - began) / 1000);
    for (; said < Math.floor(elapsed * rate); said++) {
      const room = wechat.rooms[said % rooms];
      const person = room?.people[(said * 7) % members];
      if (room && person) wechat.says(person, room, `第 ${said} 句话，大家好`);
    }
    if (process.connected) process.send?.({ said });
    if (elapsed >= seconds) clearInterval(timer);
  }, 20);
}
