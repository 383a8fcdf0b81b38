// 使用手冊, its parts and chapters in the order in which they are read.

import type { Part } from '../pieces';
import { application } from './application';
import { audit } from './audit';
import { closedDoor } from './closed-door';
import { conflicts } from './conflicts';
import { decide } from './decide';
import { deliveries } from './deliveries';
import { documents } from './documents';
import { escalations } from './escalations';
import { exports } from './exports';
import { find } from './find';
import { firstDay } from './first-day';
import { health } from './health';
import { keysChapter } from './keys';
import { kinship } from './kinship';
import { lock } from './lock';
import { outbox } from './outbox';
import { ownWords } from './own-words';
import { post } from './post';
import { practiceChapter } from './practice';
import { queue } from './queue';
import { reversal } from './reversal';
import { sampling } from './sampling';
import { settings } from './settings';
import { start } from './start';
import { suspensions } from './suspensions';
import { tally } from './tally';

export const MANUAL: readonly Part[] = [
  { title: '開始', chapters: [firstDay, start, practiceChapter] },
  { title: '審核', chapters: [queue, application, documents, post, decide, escalations, kinship] },
  { title: '送出以後', chapters: [outbox, conflicts, reversal, deliveries] },
  { title: '主管', chapters: [tally, suspensions, sampling] },
  { title: '查找與紀錄', chapters: [find, audit, exports] },
  { title: '這台審核台', chapters: [settings, ownWords, keysChapter, lock, health, closedDoor] },
];
