; The installer for Windows, for all accounts of a computer: Program Files is not writable by the person,
; AppLocker's default rules allow what lies there, and the documents' worker can be put into an
; AppContainer from there. IT runs it with /S.
;
; With ACCOUNT defined it is for the account that runs it, without an administrator: below the profile,
; where AppLocker's default rules allow nothing, and where an AppContainer reads only what it is let into.
;
; Exit codes: 0 installed; 10 not a 64-bit Windows; 20 no WebView2 runtime; 30 the desk is open;
; 40 a newer version is installed; 41 it is installed for the computer already.
Target amd64-unicode
Unicode true
!include MUI2.nsh
!include LogicLib.nsh
!include x64.nsh
!include FileFunc.nsh
!include WordFunc.nsh
!define PRODUCT "雲端聯絡簿審核台"
!define ID "NotebookDesk"
!define EXE "notebook-desk.exe"
!define UNINST "Software\Microsoft\Windows\CurrentVersion\Uninstall\${ID}"
!define TOASTS "Software\Classes\AppUserModelId\NotebookDesk.Desk"
!define EVENTS "SYSTEM\CurrentControlSet\Services\EventLog\Application\Notebook Desk"
!define WEBVIEW "{F3017226-FE2A-4295-8BDF-00C3A9A7E4C5}"
!define RUNTIME "MicrosoftEdgeWebView2RuntimeInstallerX64.exe"

; SHCTX follows WHOSE.
!ifdef ACCOUNT
  !define WHOSE current
  !define FOR_WHOM "（只給這個帳號）"
  InstallDir "$LOCALAPPDATA\Programs\Notebook Desk"
  InstallDirRegKey HKCU "Software\${ID}" "InstallDir"
  RequestExecutionLevel user
!else
  !define WHOSE all
  !define FOR_WHOM ""
  InstallDir "$PROGRAMFILES64\Notebook Desk"
  InstallDirRegKey HKLM "Software\${ID}" "InstallDir"
  RequestExecutionLevel admin
!endif

Name "${PRODUCT}"
Caption "${PRODUCT} ${VERSION}${FOR_WHOM}"
OutFile "${OUT}"
ManifestDPIAware true
ManifestSupportedOS Win10
; The same bytes for the same contents: no times of files.
SetDateSave off
SetCompressor /SOLID lzma
BrandingText "${PRODUCT} ${VERSION}"
VIProductVersion "${VERSION}.0"
VIFileVersion "${VERSION}.0"
VIAddVersionKey /LANG=1028 ProductName "${PRODUCT}"
VIAddVersionKey /LANG=1028 FileDescription "${PRODUCT} 安裝程式"
VIAddVersionKey /LANG=1028 FileVersion "${VERSION}"
VIAddVersionKey /LANG=1028 ProductVersion "${VERSION}"
VIAddVersionKey /LANG=1028 CompanyName "Notebook Desk"
VIAddVersionKey /LANG=1028 LegalCopyright "MIT OR Apache-2.0"

!define MUI_ICON "${PAYLOAD}/icon.ico"
!define MUI_UNICON "${PAYLOAD}/icon.ico"
!insertmacro MUI_PAGE_WELCOME
!insertmacro MUI_PAGE_DIRECTORY
!insertmacro MUI_PAGE_INSTFILES
!insertmacro MUI_PAGE_FINISH
!insertmacro MUI_UNPAGE_CONFIRM
!insertmacro MUI_UNPAGE_INSTFILES
!insertmacro MUI_LANGUAGE "TradChinese"

!ifdef SIGN
  !finalize '${SIGN} "%1"'
  !uninstfinalize '${SIGN} "%1"'
!endif

; $0: the runtime's version for everybody or for this account, or nothing.
Function WebViewVersion
  SetRegView 32
  ReadRegStr $0 HKLM "SOFTWARE\Microsoft\EdgeUpdate\Clients\${WEBVIEW}" "pv"
  SetRegView 64
  ${If} $0 == ""
    ReadRegStr $0 HKCU "Software\Microsoft\EdgeUpdate\Clients\${WEBVIEW}" "pv"
  ${EndIf}
  ${If} $0 == "0.0.0.0"
    StrCpy $0 ""
  ${EndIf}
FunctionEnd

Function .onInit
  ${IfNot} ${RunningX64}
    MessageBox MB_ICONSTOP|MB_OK "需要 64 位元的 Windows 10 或 11。電腦上什麼都沒有改變。" /SD IDOK
    SetErrorLevel 10
    Quit
  ${EndIf}
  SetRegView 64
  SetShellVarContext ${WHOSE}
!ifdef ACCOUNT
  ReadRegStr $3 HKLM "${UNINST}" "DisplayVersion"
  ${If} $3 != ""
    MessageBox MB_ICONINFORMATION|MB_OK "這台電腦已為所有帳號安裝審核台 $3，請直接使用；要更新時請找資訊人員。什麼都沒有改變。" /SD IDOK
    SetErrorLevel 41
    Quit
  ${EndIf}
!endif
  ReadRegStr $3 SHCTX "${UNINST}" "DisplayVersion"
  ${If} $3 != ""
    ${VersionCompare} "$3" "${VERSION}" $4
    ${If} $4 == 1
      MessageBox MB_ICONSTOP|MB_OK "已安裝較新的版本 $3。較舊的版本讀不懂它的資料，所以不安裝；什麼都沒有改變。" /SD IDOK
      SetErrorLevel 40
      Quit
    ${EndIf}
  ${EndIf}
FunctionEnd

; A desk that is open keeps its own file: say so, change nothing.
!macro NotWhileOpen WHAT
  ${If} ${FileExists} "$INSTDIR\${EXE}"
    ClearErrors
    FileOpen $2 "$INSTDIR\${EXE}" a
    ${If} ${Errors}
      MessageBox MB_ICONEXCLAMATION|MB_OK "審核台正在執行。請先關閉它，再${WHAT}；什麼都沒有改變。" /SD IDOK
      SetErrorLevel 30
      Abort
    ${EndIf}
    FileClose $2
  ${EndIf}
!macroend

Section "desk"
  Call WebViewVersion
  ${If} $0 == ""
    ; An office without a line: the runtime's offline installer lies beside this one.
    ${If} ${FileExists} "$EXEDIR\${RUNTIME}"
      ExecWait '"$EXEDIR\${RUNTIME}" /silent /install' $1
      Call WebViewVersion
    ${EndIf}
    ${If} $0 == ""
      MessageBox MB_ICONEXCLAMATION|MB_OK "這台電腦沒有 Microsoft Edge WebView2 執行階段，審核台無法顯示視窗。請把 ${RUNTIME} 放在安裝程式旁邊，再安裝一次。什麼都沒有改變。" /SD IDOK
      SetErrorLevel 20
      Abort
    ${EndIf}
  ${EndIf}
  !insertmacro NotWhileOpen "更新"
  SetOutPath "$INSTDIR"
  File "${PAYLOAD}/notebook-desk.exe"
  File "${PAYLOAD}/WebView2Loader.dll"
  File "${PAYLOAD}/LICENSES.txt"
  ; The templates of group policies, for IT to copy.
  SetOutPath "$INSTDIR\policy"
  File "${PAYLOAD}/policy/notebook-desk.admx"
  SetOutPath "$INSTDIR\policy\zh-TW"
  File "${PAYLOAD}/policy/zh-TW/notebook-desk.adml"
  SetOutPath "$INSTDIR\policy\en-US"
  File "${PAYLOAD}/policy/en-US/notebook-desk.adml"
  ; Where the links start the program.
  SetOutPath "$INSTDIR"
!ifdef ACCOUNT
  ; All AppContainers (S-1-15-2-1) may read and run what lies here, as they may in Program Files: without it
  ; the documents' worker is put into none, and the desk opens no document.
  ExecShellWait "" "$SYSDIR\icacls.exe" '"$INSTDIR" /grant *S-1-15-2-1:(OI)(CI)RX' SW_HIDE
!endif
  WriteUninstaller "$INSTDIR\uninstall.exe"
  CreateShortCut "$SMPROGRAMS\${PRODUCT}.lnk" "$INSTDIR\${EXE}"
  CreateShortCut "$SMPROGRAMS\${PRODUCT}（練習模式）.lnk" "$INSTDIR\${EXE}" "--practice"
  WriteRegStr SHCTX "Software\${ID}" "InstallDir" "$INSTDIR"
  ; The name under which toasts are shown (src-tauri/src/calling/windows.rs).
  WriteRegStr SHCTX "${TOASTS}" "DisplayName" "${PRODUCT}"
  WriteRegStr SHCTX "${UNINST}" "DisplayName" "${PRODUCT}"
  WriteRegStr SHCTX "${UNINST}" "DisplayVersion" "${VERSION}"
  WriteRegStr SHCTX "${UNINST}" "Publisher" "Notebook Desk"
  WriteRegStr SHCTX "${UNINST}" "DisplayIcon" "$INSTDIR\${EXE}"
  WriteRegStr SHCTX "${UNINST}" "InstallLocation" "$INSTDIR"
  WriteRegStr SHCTX "${UNINST}" "UninstallString" '"$INSTDIR\uninstall.exe"'
  WriteRegStr SHCTX "${UNINST}" "QuietUninstallString" '"$INSTDIR\uninstall.exe" /S'
  WriteRegDWORD SHCTX "${UNINST}" "NoModify" 1
  WriteRegDWORD SHCTX "${UNINST}" "NoRepair" 1
!ifndef ACCOUNT
  ; The event log's source. The system's own file of messages shows a line as it is.
  WriteRegExpandStr HKLM "${EVENTS}" "EventMessageFile" "%SystemRoot%\System32\EventCreate.exe"
  WriteRegDWORD HKLM "${EVENTS}" "TypesSupported" 7
!endif
  ${GetSize} "$INSTDIR" "/S=0K" $0 $1 $2
  IntFmt $0 "0x%08X" $0
  WriteRegDWORD SHCTX "${UNINST}" "EstimatedSize" "$0"
SectionEnd

Function un.onInit
  SetRegView 64
  SetShellVarContext ${WHOSE}
FunctionEnd

Section "Uninstall"
  !insertmacro NotWhileOpen "移除"
  Delete "$INSTDIR\notebook-desk.exe"
  Delete "$INSTDIR\WebView2Loader.dll"
  Delete "$INSTDIR\LICENSES.txt"
  Delete "$INSTDIR\policy\notebook-desk.admx"
  Delete "$INSTDIR\policy\zh-TW\notebook-desk.adml"
  Delete "$INSTDIR\policy\en-US\notebook-desk.adml"
  RMDir "$INSTDIR\policy\zh-TW"
  RMDir "$INSTDIR\policy\en-US"
  RMDir "$INSTDIR\policy"
  Delete "$INSTDIR\uninstall.exe"
  RMDir "$INSTDIR"
  Delete "$SMPROGRAMS\${PRODUCT}.lnk"
  Delete "$SMPROGRAMS\${PRODUCT}（練習模式）.lnk"
  DeleteRegKey SHCTX "${UNINST}"
  DeleteRegKey SHCTX "Software\${ID}"
  DeleteRegKey SHCTX "${TOASTS}"
!ifndef ACCOUNT
  DeleteRegKey HKLM "${EVENTS}"
!endif
  ; The data of each account stays, since it may hold decisions that are not sent yet, unless this
  ; account's is given up by /ERASE or by an answer that is not the default.
  SetShellVarContext current
  ${If} ${FileExists} "$LOCALAPPDATA\tw.notebookdesk.desk\*.*"
    ${GetParameters} $R0
    ClearErrors
    ${GetOptions} $R0 "/ERASE" $R1
    ${If} ${Errors}
      MessageBox MB_ICONQUESTION|MB_YESNO|MB_DEFBUTTON2 "要刪除這個帳號在這台電腦上的資料嗎？裡面可能有還沒送達入口網的決定，刪除後救不回來。$\n$\n不確定時請選「否」，資料會保留。" /SD IDNO IDNO keep
    ${EndIf}
    RMDir /r "$LOCALAPPDATA\tw.notebookdesk.desk"
    keep:
  ${EndIf}
SectionEnd
