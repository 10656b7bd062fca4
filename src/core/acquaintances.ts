/** Someone in a group, as the account names them now. */
export interface MemberSeen {
  /** the platform's id, which may hold for this login only */
  id: string;
  name: string;
  /** what they call themselves in this group */
  groupName?: string;
  /** the remark our own account gave them: nobody else can choose it */
  remark?: string;
  /** the public id on the platform: nobody else can have it */
  handle?: string;
  /** the account may write to them in private, though they never wrote to it; absent = not known */
  isFriend?: true;
}

export interface GroupSeen {
  id: string;
  topic: string;
  ownerId: string | null;
  members: readonly MemberSeen[];
}

/** The platform's ids of groups and people that the house has met. */
export interface KnownIds {
  groups: ReadonlySet<string>;
  people: ReadonlySet<string>;
}

/** What the house knows of who is in an account's groups. */
export interface Acquaintances {
  /** Whom the house knows by an id, so that they need not be looked for after a login. Rejects while the database is away. */
  known(account: { platform: string; account: string }): Promise<KnownIds>;
  /**
   * Tells who is in an account's groups. Told after a login (`whole`: every group there is), it
   * resolves when whoever has another id now is known again: what they say comes after it. Never rejects.
   */
  meet(
    account: { platform: string; account: string },
    seen: { groups: readonly GroupSeen[]; whole: boolean },
  ): Promise<void>;
  /**
   * Tells, after a login, of one group while the others are still being read. Resolves with whoever is
   * settled: found again or certainly nobody's other id, whatever the other groups hold; null: the group itself
   * is only known when all are read. What `meet` makes of all of them is the same. Never rejects.
   */
  meetOne?(account: { platform: string; account: string }, seen: OneGroupSeen): Promise<ReadonlySet<string> | null>;
}

/** A group that was read, and as much of the others as is known before they are. */
export interface OneGroupSeen {
  group: GroupSeen;
  /** topics of all the others */
  otherTopics: readonly string[];
  /** of its members, those who are in others too */
  elsewhere: ReadonlySet<string>;
}
