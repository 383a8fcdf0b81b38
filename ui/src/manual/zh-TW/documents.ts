// 看文件.

import { text } from '../../text';
import {
  key,
  keys,
  law,
  means,
  picture,
  points,
  say,
  section,
  steps,
  to,
  told,
  type Chapter,
} from '../pieces';

const tools = text.case.documents;
const { loupe, crops, print } = text.case;

export const documents: Chapter = {
  id: 'documents',
  title: '看文件和照片',
  lead: say`文件在隔離的程式裡解開，畫面上只是重新畫過的圖。這裡的放大、旋轉、亮度只影響您看到的，不會改動檔案。`,
  sections: [
    section(
      'look',
      '逐頁看',
      steps(
        say`按 ${key('lookOn')}，${tools.fullscreen}顯示第一頁還沒看過的；再按就到下一頁。`,
        say`看不清楚按 ${key('zoomIn')} 放大，按 ${key('zoomOut')} 縮小，按 ${key('fit')} 回到${tools.fit}。放大時會重新讀取，小字也清楚。`,
        say`放大後用 ${key('panUp')}、${key('panDown')}、${key('panLeft')}、${key('panRight')} 移動，也可以用滑鼠拖。`,
        say`歪的按 ${key('rotate')} 旋轉，按 ${key('rotateBack')} ${tools.rotateBack}。`,
        say`太淡或太暗時按 ${key('contrast')} 調${tools.contrast}、${key('brightness')} 調${tools.brightness}、${key('invert')} ${tools.invert}。`,
        say`按 ${key('nextDocument')} 看${text.case.keys.nextDocument}；多頁的用 ${key('nextPage')} 和 ${key('previousPage')}。`,
      ),
    ),
    section(
      'compare',
      '兩份對照',
      steps(
        say`按 ${key('link')} 打開${tools.link}：${tools.linkTitle}。`,
        say`按 ${key('loupe')} 打開${loupe.title}，移動滑鼠就能看局部；再按 ${key('nextDocument')} 換另一份，放大鏡停在同一處。`,
        say`看完再按一次 ${key('loupe')} 收起。`,
      ),
      picture('workbench-loupe-light', say`放大鏡停在證件的號碼上。`),
    ),
    section(
      'crop',
      tools.crop,
      steps(
        say`按 ${key('zoomIn')} 把要留下的地方放大到畫面上。`,
        say`按 ${key('crop')}。這一塊會放進${text.case.dock.staffOnly}的備註，${crops.staysHere}。`,
        say`不要了，在備註按${crops.remove}。`,
      ),
    ),
    section(
      'print',
      print.title,
      steps(
        say`選好那一份，按${tools.print}（${key('print')}）。`,
        say`讀說明：${print.why}`,
        say`按${print.go}。紙本離開審核台以後，由您保管。`,
      ),
      law(say`個資法：只取必要的資料，去向要有紀錄。`),
    ),
    section(
      'keys',
      '所有看文件的按鍵',
      keys(
        'lookOn',
        'zoomIn',
        'zoomOut',
        'fit',
        'panUp',
        'panDown',
        'panLeft',
        'panRight',
        'rotate',
        'rotateBack',
        'contrast',
        'brightness',
        'invert',
        'loupe',
        'crop',
        'print',
        'link',
        'fullscreen',
        'nextDocument',
        'nextPage',
        'previousPage',
      ),
      points(say`做決定的紙張打開時，這些鍵仍然可以用，方便一邊看一邊選理由。`),
    ),
    section(
      'says',
      '看到這些話',
      means(
        [say`${tools.states.waiting}`, say`檔案還在下載。斷線時會自動接著下載。`],
        [
          say`${tools.states.refused}`,
          say`檔案打不開，或和入口網登記的不一樣，所以不顯示，也沒有在這台電腦執行。用${text.words.verdict.return}請家屬換一種檔案，理由會替您準備好。`,
        ],
        [
          say`${told('文件沒有開啟')}`,
          say`不是檔案的問題，不要退件。這台電腦的隔離少了一道，請資訊人員處理；見${to('settings/others')}。`,
        ],
        [say`${tools.states.purged}`, say`決定送達一段時間後，文件依規定刪除。決定和紀錄還在。`],
        [say`${tools.hints}`, say`檔案的日期、清晰度等提醒。只是提醒，不能單憑它退件。`],
        [say`${tools.codes}`, say`${tools.codesNote}。`],
        [
          say`${tools.blurred}`,
          say`您在${to('settings')}打開了${text.settings.look.blur}，旁邊有人時比較安心。`,
        ],
      ),
    ),
  ],
};
