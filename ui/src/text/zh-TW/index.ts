// 正體中文（臺灣）: the words of each view, gathered.

import { auditText } from './audit';
import { caseText } from './case';
import { decideText } from './decide';
import { deliveriesText } from './deliveries';
import { escalationsText } from './escalations';
import { exportsText } from './exports';
import { findText } from './find';
import { guideText } from './guide';
import { healthText, packText } from './health';
import { keysText } from './keys';
import { kinshipText } from './kinship';
import { lockText } from './lock';
import { lockOutText } from './lockOut';
import { manualText } from './manual';
import { outboxText, trayText } from './outbox';
import { ownWordsText } from './ownWords';
import { queueText } from './queue';
import { settingsText } from './settings';
import { shellText } from './shell';
import { startText } from './start';
import { suspensionsText } from './suspensions';
import { chartsText, samplingText, tallyText } from './tally';
import { words } from './words';

export const zhTW = {
  audit: auditText,
  case: caseText,
  charts: chartsText,
  decide: decideText,
  deliveries: deliveriesText,
  escalations: escalationsText,
  exports: exportsText,
  find: findText,
  guide: guideText,
  health: healthText,
  keys: keysText,
  kinship: kinshipText,
  lock: lockText,
  lockOut: lockOutText,
  manual: manualText,
  outbox: outboxText,
  ownWords: ownWordsText,
  pack: packText,
  queue: queueText,
  sampling: samplingText,
  settings: settingsText,
  shell: shellText,
  start: startText,
  suspensions: suspensionsText,
  tally: tallyText,
  tray: trayText,
  words,
};
