import type { GroupMessage, GroupNotice, GroupTip, Listener, TopicsChange } from '../../gateway/binary/client/index.ts';
import type { GroupStateRow } from '../../gateway/binary/protocol.ts';

/** What one client was told about groups, and how to wait for it. */
export class Heard implements Listener {
  readonly messages: GroupMessage[] = [];
  readonly tips: GroupTip[] = [];
  readonly notices: GroupNotice[] = [];
  readonly topics: TopicsChange[] = [];
  readonly states: GroupStateRow[] = [];
  readonly reads: number[] = [];
  #wake: (() => void)[] = [];

  readonly onGroupMessage = (message: GroupMessage) => this.#add(this.messages, message);
  readonly onGroupTip = (tip: GroupTip) => this.#add(this.tips, tip);
  readonly onGroupNotice = (notice: GroupNotice) => this.#add(this.notices, notice);
  readonly onTopics = (change: TopicsChange) => this.#add(this.topics, change);
  readonly onGroupRead = ({ upToSeq }: { upToSeq: number }) => this.#add(this.reads, upToSeq);
  readonly onGroups = (groups: readonly GroupStateRow[]) => {
    for (const group of groups) this.#add(this.states, group);
  };

  async until(condition: (heard: this) => boolean): Promise<void> {
    while (!condition(this)) await new Promise<void>((resolve) => this.#wake.push(resolve));
  }

  #add<T>(list: T[], item: T): void {
    list.push(item);
    for (const wake of this.#wake.splice(0)) wake();
  }
}
