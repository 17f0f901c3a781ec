<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="de_DE">
<context>
    <name>AreaNotices</name>
    <message>
        <source>This folder cannot be shown</source>
        <translation>Dieser Ordner kann nicht gezeigt werden</translation>
    </message>
    <message>
        <source>Try again</source>
        <translation>Noch einmal versuchen</translation>
    </message>
    <message>
        <source>Open another folder…</source>
        <translation>Anderen Ordner öffnen…</translation>
    </message>
    <message>
        <source>The filter hides every photo</source>
        <translation>Der Filter blendet jedes Foto aus</translation>
    </message>
    <message>
        <source>{photos} here, and none matches the filter.</source>
        <translation>{photos} sind hier, und keines passt zum Filter.</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter aufheben</translation>
    </message>
    <message>
        <source>The search was stopped before it found a photo.</source>
        <translation>Die Suche wurde angehalten, bevor sie ein Foto fand.</translation>
    </message>
    <message>
        <source>No photos yet</source>
        <translation>Noch keine Fotos</translation>
    </message>
    <message>
        <source>Look again</source>
        <translation>Noch einmal suchen</translation>
    </message>
    <message>
        <source>Looking for photos…</source>
        <translation>Fotos werden gesucht…</translation>
    </message>
    <message>
        <source>in {name}</source>
        <translation>in {name}</translation>
    </message>
    <message>
        <source>No photos in this folder</source>
        <translation>Keine Fotos in diesem Ordner</translation>
    </message>
    <message>
        <source>{name} and its subfolders hold no photo that Keepers can read: JPEG, PNG, TIFF, WebP, HEIC, AVIF or camera RAW.</source>
        <translation>{name} und die Unterordner enthalten kein Foto, das Keepers lesen kann: JPEG, PNG, TIFF, WebP, HEIC, AVIF oder Kamera-RAW.</translation>
    </message>
</context>
<context>
    <name>AskDialog</name>
    <message>
        <source>Second opinion</source>
        <translation>Zweite Meinung</translation>
    </message>
    <message>
        <source>Ask the teacher about {photos}?</source>
        <translation>Den Lehrer zu {photos} fragen?</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>Model</source>
        <translation>Modell</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Memory</source>
        <translation>Speicher</translation>
    </message>
    <message>
        <source>It works in a process of its own: you can go on culling, every score is kept as soon as it is there, and you can cancel at any time.</source>
        <translation>Er arbeitet in einem eigenen Prozess: Sie können weiter auswählen, jede Bewertung bleibt erhalten, sobald sie da ist, und Sie können jederzeit abbrechen.</translation>
    </message>
    <message>
        <source>Ask the teacher</source>
        <translation>Lehrer fragen</translation>
    </message>
    <message>
        <source>{size}, already taken: the teacher is loaded.</source>
        <translation>{size}, schon belegt: der Lehrer ist geladen.</translation>
    </message>
    <message>
        <source>{size} while it is loaded, and only {free} are free: close other programs first, or this computer may become very slow.</source>
        <translation>{size}, solange er geladen ist, und nur {free} sind frei: schließen Sie erst andere Programme, sonst kann dieser Rechner sehr langsam werden.</translation>
    </message>
    <message>
        <source>{size} while it is loaded; given back three minutes after the last photo.</source>
        <translation>{size}, solange er geladen ist; drei Minuten nach dem letzten Foto wieder frei.</translation>
    </message>
    <message>
        <source>Not known for this GPU before the first photo.</source>
        <translation>Für diese Grafikkarte vor dem ersten Foto nicht bekannt.</translation>
    </message>
    <message>
        <source>About {all}: {each} a photo</source>
        <translation>Etwa {all}: {each} je Foto</translation>
    </message>
    <message>
        <source> and {load} to load the model</source>
        <translation> und {load} zum Laden des Modells</translation>
    </message>
    <message>
        <source>. Measured on this computer.</source>
        <translation>. Auf diesem Rechner gemessen.</translation>
    </message>
    <message>
        <source>. A guess from the model&apos;s size; the first photo will tell better.</source>
        <translation>. Nach der Größe des Modells geschätzt; das erste Foto sagt es genauer.</translation>
    </message>
</context>
<context>
    <name>BareWords</name>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Hidden: {number}</source>
        <translation>Ausgeblendet: {number}</translation>
    </message>
</context>
<context>
    <name>Comfort</name>
    <message>
        <source>Caps Lock is on: every decision goes on to the next photo.</source>
        <translation>Die Feststelltaste ist an: jede Entscheidung geht zum nächsten Foto weiter.</translation>
    </message>
    <message>
        <source>Caps Lock is off.</source>
        <translation>Die Feststelltaste ist aus.</translation>
    </message>
    <message>
        <source>{folder} is scored.</source>
        <translation>{folder} ist bewertet.</translation>
    </message>
    <message>
        <source>No photo has a score yet.</source>
        <translation>Noch hat kein Foto eine Bewertung.</translation>
    </message>
</context>
<context>
    <name>Commands</name>
    <message>
        <source>Decide (with Shift: and go to the next photo)</source>
        <translation>Entscheiden (mit Umschalt: und zum nächsten Foto)</translation>
    </message>
    <message>
        <source>Move</source>
        <translation>Bewegen</translation>
    </message>
    <message>
        <source>Look</source>
        <translation>Ansehen</translation>
    </message>
    <message>
        <source>Groups and stacks</source>
        <translation>Gruppen und Stapel</translation>
    </message>
    <message>
        <source>Window</source>
        <translation>Fenster</translation>
    </message>
    <message>
        <source>Folder and keepers</source>
        <translation>Ordner und Ausbeute</translation>
    </message>
    <message>
        <source>Undo and select</source>
        <translation>Rückgängig und Auswählen</translation>
    </message>
    <message>
        <source>Pick</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Remove flag</source>
        <translation>Markierung entfernen</translation>
    </message>
    <message>
        <source>No stars</source>
        <translation>Keine Sterne</translation>
    </message>
    <message>
        <source>1 star</source>
        <translation>1 Stern</translation>
    </message>
    <message>
        <source>2 stars</source>
        <translation>2 Sterne</translation>
    </message>
    <message>
        <source>3 stars</source>
        <translation>3 Sterne</translation>
    </message>
    <message>
        <source>4 stars</source>
        <translation>4 Sterne</translation>
    </message>
    <message>
        <source>5 stars</source>
        <translation>5 Sterne</translation>
    </message>
    <message>
        <source>Red label</source>
        <translation>Rotes Etikett</translation>
    </message>
    <message>
        <source>Yellow label</source>
        <translation>Gelbes Etikett</translation>
    </message>
    <message>
        <source>Green label</source>
        <translation>Grünes Etikett</translation>
    </message>
    <message>
        <source>Blue label</source>
        <translation>Blaues Etikett</translation>
    </message>
    <message>
        <source>Ask the teacher for a second opinion</source>
        <translation>Den Lehrer um eine zweite Meinung fragen</translation>
    </message>
    <message>
        <source>Ask the teacher about the band of doubt</source>
        <translation>Den Lehrer zum Zweifelsbereich fragen</translation>
    </message>
    <message>
        <source>Always go on after a decision</source>
        <translation>Nach einer Entscheidung immer weitergehen</translation>
    </message>
    <message>
        <source>Second opinion</source>
        <translation>Zweite Meinung</translation>
    </message>
    <message>
        <source>Go on after each decision while it is on</source>
        <translation>Weitergehen, solange sie an ist</translation>
    </message>
    <message>
        <source>Previous photo or challenger</source>
        <translation>Voriges Foto oder voriger Herausforderer</translation>
    </message>
    <message>
        <source>Next photo or challenger</source>
        <translation>Nächstes Foto oder nächster Herausforderer</translation>
    </message>
    <message>
        <source>Row up (grid)</source>
        <translation>Eine Reihe nach oben (Raster)</translation>
    </message>
    <message>
        <source>Row down (grid)</source>
        <translation>Eine Reihe nach unten (Raster)</translation>
    </message>
    <message>
        <source>Extend the selection (grid)</source>
        <translation>Auswahl erweitern (Raster)</translation>
    </message>
    <message>
        <source>Row up (survey), other photo (compare)</source>
        <translation>Eine Reihe nach oben (Überblick), anderes Foto (Vergleich)</translation>
    </message>
    <message>
        <source>Row down (survey), other photo (compare)</source>
        <translation>Eine Reihe nach unten (Überblick), anderes Foto (Vergleich)</translation>
    </message>
    <message>
        <source>First photo</source>
        <translation>Erstes Foto</translation>
    </message>
    <message>
        <source>Last photo</source>
        <translation>Letztes Foto</translation>
    </message>
    <message>
        <source>Collapse or expand the stack</source>
        <translation>Stapel zu- oder aufklappen</translation>
    </message>
    <message>
        <source>Collapse or expand all stacks</source>
        <translation>Alle Stapel zu- oder aufklappen</translation>
    </message>
    <message>
        <source>Split the group before this photo, or the selection off</source>
        <translation>Gruppe vor diesem Foto teilen oder die Auswahl abtrennen</translation>
    </message>
    <message>
        <source>Group the selection automatically again</source>
        <translation>Auswahl wieder selbsttätig gruppieren</translation>
    </message>
    <message>
        <source>Grid</source>
        <translation>Raster</translation>
    </message>
    <message>
        <source>Loupe</source>
        <translation>Lupe</translation>
    </message>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Survey of the selection</source>
        <translation>Überblick über die Auswahl</translation>
    </message>
    <message>
        <source>Swap candidate and challenger (compare)</source>
        <translation>Favorit und Herausforderer tauschen (Vergleich)</translation>
    </message>
    <message>
        <source>The challenger wins, the next one comes (compare)</source>
        <translation>Der Herausforderer gewinnt, der nächste kommt (Vergleich)</translation>
    </message>
    <message>
        <source>Take the photo out of the survey</source>
        <translation>Foto aus dem Überblick nehmen</translation>
    </message>
    <message>
        <source>Loupe; there and in compare: 100 % at the cursor and back</source>
        <translation>Lupe; dort und im Vergleich: 100 % am Mauszeiger und zurück</translation>
    </message>
    <message>
        <source>Zoom in (loupe, compare)</source>
        <translation>Vergrößern (Lupe, Vergleich)</translation>
    </message>
    <message>
        <source>Zoom out (loupe, compare)</source>
        <translation>Verkleinern (Lupe, Vergleich)</translation>
    </message>
    <message>
        <source>Move the photo (zoomed in); in compare this one alone, with Alt all of them</source>
        <translation>Foto verschieben (vergrößert); im Vergleich dieses allein, mit Alt alle</translation>
    </message>
    <message>
        <source>Back to the grid</source>
        <translation>Zurück zum Raster</translation>
    </message>
    <message>
        <source>Info over the photo</source>
        <translation>Angaben über dem Foto</translation>
    </message>
    <message>
        <source>Quality map</source>
        <translation>Qualitätskarte</translation>
    </message>
    <message>
        <source>Clipping warning</source>
        <translation>Warnung vor ausgefressenen Stellen</translation>
    </message>
    <message>
        <source>Focus peaking</source>
        <translation>Schärfe hervorheben</translation>
    </message>
    <message>
        <source>RGB histogram</source>
        <translation>RGB-Histogramm</translation>
    </message>
    <message>
        <source>Autofocus point</source>
        <translation>Autofokuspunkt</translation>
    </message>
    <message>
        <source>100 % at the sharpest place (loupe, compare)</source>
        <translation>100 % an der schärfsten Stelle (Lupe, Vergleich)</translation>
    </message>
    <message>
        <source>Turn the view left</source>
        <translation>Ansicht nach links drehen</translation>
    </message>
    <message>
        <source>Turn the view right</source>
        <translation>Ansicht nach rechts drehen</translation>
    </message>
    <message>
        <source>Filmstrip</source>
        <translation>Filmstreifen</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Previous group of two or more, at its suggested best</source>
        <translation>Vorige Gruppe aus zwei oder mehr Fotos, bei ihrem Vorschlag</translation>
    </message>
    <message>
        <source>Next group of two or more, at its suggested best</source>
        <translation>Nächste Gruppe aus zwei oder mehr Fotos, bei ihrem Vorschlag</translation>
    </message>
    <message>
        <source>Keep this, reject the rest of its group, next group or photo alone</source>
        <translation>Dieses behalten, den Rest der Gruppe ablehnen, nächste Gruppe oder einzelnes Foto</translation>
    </message>
    <message>
        <source>Merge the selection into one group (grid)</source>
        <translation>Auswahl zu einer Gruppe vereinen (Raster)</translation>
    </message>
    <message>
        <source>Larger cells (grid)</source>
        <translation>Größere Zellen (Raster)</translation>
    </message>
    <message>
        <source>Smaller cells (grid)</source>
        <translation>Kleinere Zellen (Raster)</translation>
    </message>
    <message>
        <source>Select all (grid)</source>
        <translation>Alles auswählen (Raster)</translation>
    </message>
    <message>
        <source>Select none (grid)</source>
        <translation>Nichts auswählen (Raster)</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>Ordner öffnen…</translation>
    </message>
    <message>
        <source>Look for new photos</source>
        <translation>Nach neuen Fotos suchen</translation>
    </message>
    <message>
        <source>Close folder</source>
        <translation>Ordner schließen</translation>
    </message>
    <message>
        <source>Reject below the threshold…</source>
        <translation>Unter der Schwelle ablehnen…</translation>
    </message>
    <message>
        <source>Export keepers…</source>
        <translation>Ausbeute als Liste ausgeben…</translation>
    </message>
    <message>
        <source>Copy or move keepers…</source>
        <translation>Ausbeute kopieren oder verschieben…</translation>
    </message>
    <message>
        <source>Move the rejects away…</source>
        <translation>Abgelehnte wegräumen…</translation>
    </message>
    <message>
        <source>Find and flag from a list…</source>
        <translation>Nach einer Liste finden und markieren…</translation>
    </message>
    <message>
        <source>Take the last transfer back</source>
        <translation>Letzte Übergabe zurücknehmen</translation>
    </message>
    <message>
        <source>Finish the interrupted transfer</source>
        <translation>Unterbrochene Übergabe beenden</translation>
    </message>
    <message>
        <source>Write XMP…</source>
        <translation>XMP schreiben…</translation>
    </message>
    <message>
        <source>Conflicts with XMP…</source>
        <translation>Widersprüche mit XMP…</translation>
    </message>
    <message>
        <source>Metadata settings…</source>
        <translation>Einstellungen der Metadaten…</translation>
    </message>
    <message>
        <source>Keep the best…</source>
        <translation>Die besten behalten…</translation>
    </message>
    <message>
        <source>Show in the file manager</source>
        <translation>Im Dateimanager zeigen</translation>
    </message>
    <message>
        <source>Open in the external editor</source>
        <translation>Im externen Editor öffnen</translation>
    </message>
    <message>
        <source>Copy the path</source>
        <translation>Pfad kopieren</translation>
    </message>
    <message>
        <source>Watch the folder for new photos</source>
        <translation>Ordner auf neue Fotos überwachen</translation>
    </message>
    <message>
        <source>Pause or go on scoring</source>
        <translation>Bewerten anhalten oder fortsetzen</translation>
    </message>
    <message>
        <source>RAW and JPEG of one name as one photo</source>
        <translation>RAW und JPEG eines Namens als ein Foto</translation>
    </message>
    <message>
        <source>Filter bar</source>
        <translation>Filterleiste</translation>
    </message>
    <message>
        <source>Clear filter</source>
        <translation>Filter aufheben</translation>
    </message>
    <message>
        <source>Search names, cameras and lenses</source>
        <translation>Namen, Kameras und Objektive suchen</translation>
    </message>
    <message>
        <source>Invert the filter</source>
        <translation>Filter umkehren</translation>
    </message>
    <message>
        <source>Save this filter…</source>
        <translation>Diesen Filter speichern…</translation>
    </message>
    <message>
        <source>Side panels</source>
        <translation>Seitenleisten</translation>
    </message>
    <message>
        <source>Full screen</source>
        <translation>Vollbild</translation>
    </message>
    <message>
        <source>Current photo on a second screen</source>
        <translation>Aktuelles Foto auf einem zweiten Bildschirm</translation>
    </message>
    <message>
        <source>Next part of the window</source>
        <translation>Nächster Teil des Fensters</translation>
    </message>
    <message>
        <source>Previous part of the window</source>
        <translation>Voriger Teil des Fensters</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Change keys…</source>
        <translation>Tasten ändern…</translation>
    </message>
    <message>
        <source>Settings…</source>
        <translation>Einstellungen…</translation>
    </message>
    <message>
        <source>Quit</source>
        <translation>Beenden</translation>
    </message>
</context>
<context>
    <name>CompareDesk</name>
    <message>
        <source>There is no further challenger.</source>
        <translation>Es gibt keinen weiteren Herausforderer.</translation>
    </message>
    <message>
        <source>Candidate</source>
        <translation>Favorit</translation>
    </message>
    <message>
        <source>Challenger</source>
        <translation>Herausforderer</translation>
    </message>
</context>
<context>
    <name>ConflictDialog</name>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Keepers</source>
        <translation>Keepers</translation>
    </message>
    <message>
        <source>Which is right</source>
        <translation>Was gilt</translation>
    </message>
    <message>
        <source>Keepers for all</source>
        <translation>Keepers für alle</translation>
    </message>
    <message>
        <source>Conflicts with XMP</source>
        <translation>Widersprüche mit XMP</translation>
    </message>
    <message>
        <source>Keepers and another program both changed these decisions since Keepers last read or wrote the file, a sidecar or the photo itself. Nothing is written until you say which is right.</source>
        <translation>Keepers und ein anderes Programm haben diese Entscheidungen geändert, seit Keepers die Datei zuletzt gelesen oder geschrieben hat, eine Begleitdatei oder das Foto selbst. Nichts wird geschrieben, bis Sie sagen, was gilt.</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>File for all</source>
        <translation>Datei für alle</translation>
    </message>
    <message>
        <source>Apply</source>
        <translation>Anwenden</translation>
    </message>
    <message>
        <source>Later</source>
        <translation>Später</translation>
    </message>
    <message>
        <source>in the photo</source>
        <translation>im Foto</translation>
    </message>
    <message>
        <source>in the sidecar</source>
        <translation>in der Begleitdatei</translation>
    </message>
    <message>
        <source>Decide later</source>
        <translation>Später entscheiden</translation>
    </message>
    <message>
        <source>Which is right for {photo}</source>
        <translation>Was gilt für {photo}</translation>
    </message>
</context>
<context>
    <name>Culling</name>
    <message>
        <source>Picked {photos}</source>
        <translation>{photos} behalten</translation>
    </message>
    <message>
        <source>Rejected {photos}</source>
        <translation>{photos} abgelehnt</translation>
    </message>
    <message>
        <source>Unflagged {photos}</source>
        <translation>Markierung von {photos} entfernt</translation>
    </message>
    <message>
        <source>Gave 1 star to {photos}</source>
        <translation>1 Stern für {photos}</translation>
    </message>
    <message>
        <source>Gave {stars} stars to {photos}</source>
        <translation>{stars} Sterne für {photos}</translation>
    </message>
    <message>
        <source>Took the stars from {photos}</source>
        <translation>Sterne von {photos} entfernt</translation>
    </message>
    <message>
        <source>Labelled {photos} {colour}</source>
        <translation>Etikett {colour} für {photos}</translation>
    </message>
    <message>
        <source>Took the label from {photos}</source>
        <translation>Etikett von {photos} entfernt</translation>
    </message>
    <message>
        <source>Nothing changed.</source>
        <translation>Nichts hat sich geändert.</translation>
    </message>
    <message>
        <source>Grouped {photos} automatically again</source>
        <translation>{photos} wieder selbsttätig gruppiert</translation>
    </message>
    <message>
        <source>There is nothing to undo.</source>
        <translation>Es gibt nichts rückgängig zu machen.</translation>
    </message>
    <message>
        <source>Undone</source>
        <translation>Rückgängig gemacht</translation>
    </message>
    <message>
        <source>; of {photos}, what was changed elsewhere meanwhile was left alone</source>
        <translation>; was inzwischen anderswo geändert wurde, blieb unberührt ({photos})</translation>
    </message>
    <message>
        <source>There is nothing to redo.</source>
        <translation>Es gibt nichts zu wiederholen.</translation>
    </message>
    <message>
        <source>Redone</source>
        <translation>Wiederholt</translation>
    </message>
    <message>
        <source>Not redone</source>
        <translation>Nicht wiederholt</translation>
    </message>
    <message>
        <source>Not undone</source>
        <translation>Nicht rückgängig gemacht</translation>
    </message>
    <message>
        <source>; {photos} was changed elsewhere meanwhile and left alone</source>
        <translation>; {photos} wurde inzwischen anderswo geändert und blieb unberührt</translation>
    </message>
    <message>
        <source>; {photos} were changed elsewhere meanwhile and left alone</source>
        <translation>; {photos} wurden inzwischen anderswo geändert und blieben unberührt</translation>
    </message>
    <message>
        <source>the best {number} of {photos}</source>
        <translation>die besten {number} von {photos}</translation>
    </message>
    <message>
        <source>the best of {groups}</source>
        <translation>das beste aus {groups}</translation>
    </message>
    <message>
        <source>the best {number} of each of {groups}</source>
        <translation>die besten {number} aus jeder von {groups}</translation>
    </message>
    <message>
        <source>Nothing to pick: you have already decided on {best}.</source>
        <translation>Nichts zu behalten: über {best} haben Sie schon entschieden.</translation>
    </message>
    <message>
        <source>Nothing to reject: {best} are kept, and no other photo is left to decide on.</source>
        <translation>Nichts abzulehnen: {best} bleiben, und sonst ist kein Foto unentschieden.</translation>
    </message>
    <message>
        <source>Pick {best}? That flags {photos}.</source>
        <translation>Als behalten markieren: {best}? Das betrifft {photos}.</translation>
    </message>
    <message>
        <source>Keep {best} and reject the others? That rejects {photos}.</source>
        <translation>Behalten: {best}, und die anderen ablehnen? Das betrifft {photos}.</translation>
    </message>
    <message>
        <source>{photos} more stays as it is: you have already decided.</source>
        <translation>{photos} mehr bleibt, wie es ist: darüber haben Sie schon entschieden.</translation>
    </message>
    <message>
        <source>{photos} more stay as they are: you have already decided.</source>
        <translation>{photos} mehr bleiben, wie sie sind: darüber haben Sie schon entschieden.</translation>
    </message>
    <message>
        <source>Rejected {photos}, all but {best}</source>
        <translation>{photos} abgelehnt, alle außer: {best}</translation>
    </message>
    <message>
        <source>Picked {photos}, {best}</source>
        <translation>{photos} behalten: {best}</translation>
    </message>
    <message>
        <source>1 group</source>
        <translation>1 Gruppe</translation>
    </message>
    <message>
        <source>{number} groups</source>
        <translation>{number} Gruppen</translation>
    </message>
    <message>
        <source>Rejected {photos} scoring under {threshold}</source>
        <translation>{photos} mit einer Bewertung unter {threshold} abgelehnt</translation>
    </message>
    <message>
        <source>Reject {photos} scoring under {threshold}?</source>
        <translation>{photos} mit einer Bewertung unter {threshold} ablehnen?</translation>
    </message>
    <message>
        <source>No photo scoring under {threshold} is left to decide on.</source>
        <translation>Kein Foto mit einer Bewertung unter {threshold} ist noch unentschieden.</translation>
    </message>
    <message>
        <source>{photos} under it stays as it is: you have already decided.</source>
        <translation>{photos} darunter bleibt, wie es ist: Sie haben schon entschieden.</translation>
    </message>
    <message>
        <source>{photos} under it stay as they are: you have already decided.</source>
        <translation>{photos} darunter bleiben, wie sie sind: Sie haben schon entschieden.</translation>
    </message>
    <message>
        <source>{photos} without a score is not touched.</source>
        <translation>{photos} ohne Bewertung bleibt unberührt.</translation>
    </message>
    <message>
        <source>{photos} without a score are not touched.</source>
        <translation>{photos} ohne Bewertung bleiben unberührt.</translation>
    </message>
    <message>
        <source>none</source>
        <translation>keines</translation>
    </message>
    <message>
        <source>red</source>
        <translation>rot</translation>
    </message>
    <message>
        <source>yellow</source>
        <translation>gelb</translation>
    </message>
    <message>
        <source>green</source>
        <translation>grün</translation>
    </message>
    <message>
        <source>blue</source>
        <translation>blau</translation>
    </message>
    <message>
        <source>purple</source>
        <translation>violett</translation>
    </message>
    <message>
        <source>1 photo</source>
        <translation>1 Foto</translation>
    </message>
    <message>
        <source>{number} photos</source>
        <translation>{number} Fotos</translation>
    </message>
    <message>
        <source>pick</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>reject</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>1 star</source>
        <translation>1 Stern</translation>
    </message>
    <message>
        <source>{number} stars</source>
        <translation>{number} Sterne</translation>
    </message>
    <message>
        <source>no decision</source>
        <translation>keine Entscheidung</translation>
    </message>
    <message>
        <source>{names} and {last}</source>
        <translation>{names} und {last}</translation>
    </message>
    <message>
        <source>{names} and {count} more</source>
        <translation>{names} und {count} mehr</translation>
    </message>
    <message>
        <source>; {number} there already</source>
        <translation>; {number} schon da</translation>
    </message>
    <message>
        <source>; {number} skipped</source>
        <translation>; {number} übersprungen</translation>
    </message>
    <message>
        <source>; {number} failed</source>
        <translation>; {number} misslungen</translation>
    </message>
    <message>
        <source>; {number} not reached</source>
        <translation>; {number} nicht erreicht</translation>
    </message>
    <message>
        <source>Would take back {photos}</source>
        <translation>Zurückzunehmen wären {photos}</translation>
    </message>
    <message>
        <source>Took back {photos}</source>
        <translation>{photos} zurückgenommen</translation>
    </message>
    <message>
        <source>Would put {photos} in the trash</source>
        <translation>In den Papierkorb kämen {photos}</translation>
    </message>
    <message>
        <source>Put {photos} in the trash</source>
        <translation>{photos} in den Papierkorb gelegt</translation>
    </message>
    <message>
        <source>Would copy {photos} to {place}</source>
        <translation>Zu kopieren wären {photos} nach {place}</translation>
    </message>
    <message>
        <source>Copied {photos} to {place}</source>
        <translation>{photos} nach {place} kopiert</translation>
    </message>
    <message>
        <source>Would move {photos} to {place}</source>
        <translation>Zu verschieben wären {photos} nach {place}</translation>
    </message>
    <message>
        <source>Moved {photos} to {place}</source>
        <translation>{photos} nach {place} verschoben</translation>
    </message>
    <message>
        <source>Would link {photos} to {place}</source>
        <translation>Zu verknüpfen wären {photos} nach {place}</translation>
    </message>
    <message>
        <source>Linked {photos} to {place}</source>
        <translation>{photos} nach {place} verknüpft</translation>
    </message>
    <message>
        <source>Failed: {photos}</source>
        <translation>Misslungen: {photos}</translation>
    </message>
    <message>
        <source>Skipped: {photos}</source>
        <translation>Übersprungen: {photos}</translation>
    </message>
    <message>
        <source>Not reached: {photos}</source>
        <translation>Nicht erreicht: {photos}</translation>
    </message>
    <message>
        <source>Already there: {photos}</source>
        <translation>Schon da: {photos}</translation>
    </message>
    <message>
        <source>Done: {photos}</source>
        <translation>Getan: {photos}</translation>
    </message>
    <message>
        <source>1 photo that cannot be read stays where it is.</source>
        <translation>1 Foto, das sich nicht lesen lässt, bleibt, wo es ist.</translation>
    </message>
    <message>
        <source>{number} photos that cannot be read stay where they are.</source>
        <translation>{number} Fotos, die sich nicht lesen lassen, bleiben, wo sie sind.</translation>
    </message>
</context>
<context>
    <name>DecisionFollower</name>
    <message>
        <source>Rejected {photos}, {count} decided {ones} left alone</source>
        <translation>{photos} abgelehnt, {count} {ones} unberührt gelassen</translation>
    </message>
    <message>
        <source>Picked {photos}, {count} decided {ones} left alone</source>
        <translation>{photos} behalten, {count} {ones} unberührt gelassen</translation>
    </message>
    <message>
        <source>one</source>
        <translation>entschiedenes</translation>
    </message>
    <message>
        <source>ones</source>
        <translation>entschiedene</translation>
    </message>
    <message>
        <source>That was in another folder.</source>
        <translation>Das war in einem anderen Ordner.</translation>
    </message>
    <message>
        <source>Its file is not there any more.</source>
        <translation>Die Datei ist nicht mehr da.</translation>
    </message>
    <message>
        <source>Their files are not there any more.</source>
        <translation>Die Dateien sind nicht mehr da.</translation>
    </message>
    <message>
        <source>The filter hides it.</source>
        <translation>Der Filter blendet es aus.</translation>
    </message>
</context>
<context>
    <name>DroppedPhoto</name>
    <message>
        <source>The filter is cleared: it hid {name}.</source>
        <translation>Der Filter ist aufgehoben: Er blendete {name} aus.</translation>
    </message>
</context>
<context>
    <name>ErrandDialog</name>
    <message>
        <source>Second opinion</source>
        <translation>Zweite Meinung</translation>
    </message>
    <message>
        <source>{done} of {total}</source>
        <translation>{done} von {total}</translation>
    </message>
</context>
<context>
    <name>ExportDialog</name>
    <message>
        <source>Export keepers</source>
        <translation>Ausbeute ausgeben</translation>
    </message>
    <message>
        <source>Keepers: everything not rejected</source>
        <translation>Ausbeute: alles, was nicht abgelehnt ist</translation>
    </message>
    <message>
        <source>Picks only</source>
        <translation>Nur behaltene</translation>
    </message>
    <message>
        <source>Photos without a flag</source>
        <translation>Fotos ohne Markierung</translation>
    </message>
    <message>
        <source>Rejects only</source>
        <translation>Nur abgelehnte</translation>
    </message>
    <message>
        <source>All photos, rejects too</source>
        <translation>Alle Fotos, auch abgelehnte</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source> or more</source>
        <translation> oder mehr</translation>
    </message>
    <message>
        <source>no limit</source>
        <translation>keine Grenze</translation>
    </message>
    <message>
        <source>Text: one path a line</source>
        <translation>Text: ein Pfad je Zeile</translation>
    </message>
    <message>
        <source>CSV: a table with all columns</source>
        <translation>CSV: eine Tabelle mit allen Spalten</translation>
    </message>
    <message>
        <source>JSON: for programs</source>
        <translation>JSON: für Programme</translation>
    </message>
    <message>
        <source>Browse …</source>
        <translation>Durchsuchen …</translation>
    </message>
    <message>
        <source>Export</source>
        <translation>Ausgeben</translation>
    </message>
    <message>
        <source>&amp;Photos</source>
        <translation>&amp;Fotos</translation>
    </message>
    <message>
        <source>S&amp;tars</source>
        <translation>S&amp;terne</translation>
    </message>
    <message>
        <source>&amp;Least score</source>
        <translation>&amp;Mindestbewertung</translation>
    </message>
    <message>
        <source>At &amp;most</source>
        <translation>&amp;Höchstens</translation>
    </message>
    <message>
        <source>&amp;Format</source>
        <translation>F&amp;ormat</translation>
    </message>
    <message>
        <source>File &amp;name</source>
        <translation>Datei&amp;name</translation>
    </message>
    <message>
        <source>File name</source>
        <translation>Dateiname</translation>
    </message>
    <message>
        <source>No photo fits these choices. Lower the score or the stars, or choose other photos.</source>
        <translation>Kein Foto passt dazu. Senken Sie die Bewertung oder die Sterne, oder wählen Sie andere Fotos.</translation>
    </message>
    <message>
        <source>Choose a file to write the list to.</source>
        <translation>Wählen Sie eine Datei für die Liste.</translation>
    </message>
    <message>
        <source>“{name}” is a folder. Add a file name.</source>
        <translation>„{name}“ ist ein Ordner. Geben Sie einen Dateinamen dazu an.</translation>
    </message>
    <message>
        <source>The folder “{folder}” does not exist.</source>
        <translation>Den Ordner „{folder}“ gibt es nicht.</translation>
    </message>
    <message>
        <source>The folder “{folder}” cannot be written to. Choose another one.</source>
        <translation>In den Ordner „{folder}“ kann nicht geschrieben werden. Wählen Sie einen anderen.</translation>
    </message>
    <message>
        <source>1 photo that cannot be read is left out.</source>
        <translation>1 Foto, das sich nicht lesen lässt, fehlt darauf.</translation>
    </message>
    <message>
        <source>{photos} that cannot be read are left out.</source>
        <translation>{photos}, die sich nicht lesen lassen, fehlen darauf.</translation>
    </message>
    <message>
        <source>1 photo will be listed.</source>
        <translation>1 Foto kommt in die Liste.</translation>
    </message>
    <message>
        <source>{photos} will be listed.</source>
        <translation>{photos} kommen auf die Liste.</translation>
    </message>
    <message>
        <source>The file exists and will be replaced.</source>
        <translation>Die Datei gibt es schon; sie wird ersetzt.</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>Text (*.txt)</translation>
    </message>
    <message>
        <source>CSV (*.csv)</source>
        <translation>CSV (*.csv)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>Export keepers to</source>
        <translation>Ausbeute ausgeben nach</translation>
    </message>
</context>
<context>
    <name>Faults</name>
    <message>
        <source>motion blur</source>
        <translation>verwackelt</translation>
    </message>
    <message>
        <source>out of focus</source>
        <translation>unscharf</translation>
    </message>
    <message>
        <source>blurred</source>
        <translation>verwackelt oder unscharf</translation>
    </message>
    <message>
        <source>noisy</source>
        <translation>verrauscht</translation>
    </message>
    <message>
        <source>too dark</source>
        <translation>zu dunkel</translation>
    </message>
    <message>
        <source>blown highlights</source>
        <translation>ausgefressene Lichter</translation>
    </message>
    <message>
        <source>hazy</source>
        <translation>dunstig</translation>
    </message>
    <message>
        <source>colour cast</source>
        <translation>Farbstich</translation>
    </message>
    <message>
        <source>compressed</source>
        <translation>stark komprimiert</translation>
    </message>
    <message>
        <source>oversharpened</source>
        <translation>überschärft</translation>
    </message>
</context>
<context>
    <name>Filmstrip</name>
    <message>
        <source>Filmstrip</source>
        <translation>Filmstreifen</translation>
    </message>
</context>
<context>
    <name>FilterBar</name>
    <message>
        <source>Filter</source>
        <translation>Filter</translation>
    </message>
    <message>
        <source>Pick</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>No flag</source>
        <translation>Ohne Markierung</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Unrated</source>
        <translation>Unentschieden</translation>
    </message>
    <message>
        <source>Only photos without flag, stars and label</source>
        <translation>Nur Fotos ohne Markierung, Sterne und Etikett</translation>
    </message>
    <message>
        <source>Unscored</source>
        <translation>Unbewertet</translation>
    </message>
    <message>
        <source>Only photos that wait for a score</source>
        <translation>Nur Fotos, die auf eine Bewertung warten</translation>
    </message>
    <message>
        <source>Errors</source>
        <translation>Fehler</translation>
    </message>
    <message>
        <source>Only photos that cannot be read</source>
        <translation>Nur Fotos, die nicht gelesen werden können</translation>
    </message>
    <message>
        <source>at least</source>
        <translation>mindestens</translation>
    </message>
    <message>
        <source>exactly</source>
        <translation>genau</translation>
    </message>
    <message>
        <source>at most</source>
        <translation>höchstens</translation>
    </message>
    <message>
        <source>How stars are compared</source>
        <translation>Wie Sterne verglichen werden</translation>
    </message>
    <message>
        <source>Stars</source>
        <translation>Sterne</translation>
    </message>
    <message>
        <source>any stars</source>
        <translation>alle Sterne</translation>
    </message>
    <message>
        <source>min</source>
        <translation>min</translation>
    </message>
    <message>
        <source>Least score</source>
        <translation>Kleinste Bewertung</translation>
    </message>
    <message>
        <source>max</source>
        <translation>max</translation>
    </message>
    <message>
        <source>Highest score</source>
        <translation>Höchste Bewertung</translation>
    </message>
    <message>
        <source>Photos with a score in this range</source>
        <translation>Fotos mit einer Bewertung in diesem Bereich</translation>
    </message>
    <message>
        <source>Faults</source>
        <translation>Mängel</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Etikett</translation>
    </message>
    <message>
        <source>Type</source>
        <translation>Typ</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Lens</source>
        <translation>Objektiv</translation>
    </message>
    <message>
        <source>Date</source>
        <translation>Datum</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>Name, camera, lens</source>
        <translation>Name, Kamera, Objektiv</translation>
    </message>
    <message>
        <source>Words in the file name, camera or lens</source>
        <translation>Wörter im Dateinamen, in Kamera oder Objektiv</translation>
    </message>
    <message>
        <source>Every word has to be in the file name, the camera or the lens</source>
        <translation>Jedes Wort muss im Dateinamen, in der Kamera oder im Objektiv vorkommen</translation>
    </message>
    <message>
        <source>Invert</source>
        <translation>Umkehren</translation>
    </message>
    <message>
        <source>Show exactly what would otherwise be hidden</source>
        <translation>Genau das zeigen, was sonst ausgeblendet wäre</translation>
    </message>
    <message>
        <source>Clear</source>
        <translation>Leeren</translation>
    </message>
    <message>
        <source>Show all photos</source>
        <translation>Alle Fotos zeigen</translation>
    </message>
    <message>
        <source>Unknown</source>
        <translation>Unbekannt</translation>
    </message>
    <message>
        <source>Hidden: {count}</source>
        <translation>Ausgeblendet: {count}</translation>
    </message>
    <message>
        <source>{shown} of {total} photos are shown.</source>
        <translation>{shown} von {total} Fotos sind zu sehen.</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>has a second opinion</source>
        <translation>hat eine zweite Meinung</translation>
    </message>
    <message>
        <source>teacher agrees</source>
        <translation>Lehrer stimmt zu</translation>
    </message>
    <message>
        <source>teacher ranks it higher</source>
        <translation>Lehrer reiht es höher ein</translation>
    </message>
    <message>
        <source>teacher ranks it lower</source>
        <translation>Lehrer reiht es tiefer ein</translation>
    </message>
    <message>
        <source>No label</source>
        <translation>Kein Etikett</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation>Gelb</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Purple</source>
        <translation>Violett</translation>
    </message>
</context>
<context>
    <name>FolderField</name>
    <message>
        <source>Browse …</source>
        <translation>Durchsuchen …</translation>
    </message>
</context>
<context>
    <name>FolderOpening</name>
    <message>
        <source>Open folder</source>
        <translation>Ordner öffnen</translation>
    </message>
    <message>
        <source>None yet</source>
        <translation>Noch keine</translation>
    </message>
</context>
<context>
    <name>FolderSession</name>
    <message>
        <source>Stopped. What is scored is kept; F5 goes on.</source>
        <translation>Angehalten. Was bewertet ist, bleibt; F5 setzt fort.</translation>
    </message>
    <message>
        <source>{first} And {count} more.</source>
        <translation>{first} Und {count} mehr.</translation>
    </message>
</context>
<context>
    <name>FolderTree</name>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>&lt; {threshold}</source>
        <translation>&lt; {threshold}</translation>
    </message>
    <message>
        <source>Folder</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
    <message>
        <source>Median</source>
        <translation>Median</translation>
    </message>
    <message>
        <source>Share of the scored photos that score under {threshold}</source>
        <translation>Anteil der bewerteten Fotos mit weniger als {threshold}</translation>
    </message>
    <message>
        <source>Median score of the scored photos</source>
        <translation>Median der bewerteten Fotos</translation>
    </message>
    <message>
        <source>Median {median}, eight in ten between {low} and {high}</source>
        <translation>Median {median}, acht von zehn zwischen {low} und {high}</translation>
    </message>
    <message>
        <source>{picks} picked, {rejects} rejected</source>
        <translation>{picks} behalten, {rejects} abgelehnt</translation>
    </message>
    <message>
        <source>Best: {name}</source>
        <translation>Bestes: {name}</translation>
    </message>
</context>
<context>
    <name>GridDelegate</name>
    <message>
        <source>Cannot be read</source>
        <translation>Kann nicht gelesen werden</translation>
    </message>
</context>
<context>
    <name>GridView</name>
    <message>
        <source>Photos</source>
        <translation>Fotos</translation>
    </message>
</context>
<context>
    <name>GroupFeed</name>
    <message>
        <source>This photo is in no group.</source>
        <translation>Dieses Foto ist in keiner Gruppe.</translation>
    </message>
    <message>
        <source>B keeps the {count} selected photos and rejects the other {rest} of their groups.</source>
        <translation>B behält die {count} ausgewählten Fotos und lehnt die {rest} anderen ihrer Gruppen ab.</translation>
    </message>
    <message>
        <source>B keeps the {count} selected photos.</source>
        <translation>B behält die {count} ausgewählten Fotos.</translation>
    </message>
    <message>
        <source>Collapsed: a decision is about the photo that is shown, not about those under it. </source>
        <translation>Zugeklappt: eine Entscheidung gilt dem gezeigten Foto, nicht denen darunter. </translation>
    </message>
    <message>
        <source>The photos of a bracket belong together: B asks before it rejects.</source>
        <translation>Die Fotos einer Belichtungsreihe gehören zusammen: B fragt, bevor es ablehnt.</translation>
    </message>
    <message>
        <source>B keeps this one and rejects the other {count}.</source>
        <translation>B behält dieses und lehnt die {count} anderen ab.</translation>
    </message>
    <message>
        <source>{count} hidden by the filter stay as they are.</source>
        <translation>{count} durch den Filter ausgeblendete bleiben, wie sie sind.</translation>
    </message>
    <message>
        <source>The suggested photo is hidden by the filter.</source>
        <translation>Das vorgeschlagene Foto ist durch den Filter ausgeblendet.</translation>
    </message>
</context>
<context>
    <name>GroupPanel</name>
    <message>
        <source>Time gap</source>
        <translation>Zeitabstand</translation>
    </message>
    <message>
        <source>Most time between two photos of a group</source>
        <translation>Größte Zeit zwischen zwei Fotos einer Gruppe</translation>
    </message>
    <message>
        <source>Similarity</source>
        <translation>Ähnlichkeit</translation>
    </message>
    <message>
        <source>How much alike every two photos of a burst have to be, at least</source>
        <translation>Wie ähnlich sich je zwei Fotos einer Serie mindestens sein müssen</translation>
    </message>
    <message>
        <source>{seconds} s</source>
        <translation>{seconds} s</translation>
    </message>
    <message>
        <source>{share} %</source>
        <translation>{share} %</translation>
    </message>
</context>
<context>
    <name>Groups</name>
    <message>
        <source>Burst of {count}</source>
        <translation>Serie von {count}</translation>
    </message>
    <message>
        <source>{count} put together by hand</source>
        <translation>{count} von Hand zusammengestellt</translation>
    </message>
    <message>
        <source>Exposure bracket of {count}: {steps} EV</source>
        <translation>Belichtungsreihe von {count}: {steps} EV</translation>
    </message>
    <message>
        <source>Best of {count} in its group</source>
        <translation>Bestes von {count} in seiner Gruppe</translation>
    </message>
    <message>
        <source>{rank} of {count} in its group</source>
        <translation>{rank}. von {count} in seiner Gruppe</translation>
    </message>
    <message>
        <source>not scored yet</source>
        <translation>noch nicht bewertet</translation>
    </message>
    <message>
        <source>sharpest of {count}, not scored yet</source>
        <translation>schärfstes von {count}, noch nicht bewertet</translation>
    </message>
    <message>
        <source>sharpest of {count}</source>
        <translation>schärfstes von {count}</translation>
    </message>
    <message>
        <source>best score of {count}</source>
        <translation>beste Bewertung von {count}</translation>
    </message>
    <message>
        <source>{best}; the scores are close</source>
        <translation>{best}; die Bewertungen liegen nah beieinander</translation>
    </message>
    <message>
        <source>1 point</source>
        <translation>1 Punkt</translation>
    </message>
    <message>
        <source>{count} points</source>
        <translation>{count} Punkte</translation>
    </message>
    <message>
        <source>{best}, {points} above the other</source>
        <translation>{best}, {points} über dem anderen</translation>
    </message>
    <message>
        <source>{best}, {points} above the median</source>
        <translation>{best}, {points} über dem Median</translation>
    </message>
    <message>
        <source>No groups with these settings.</source>
        <translation>Keine Gruppen bei diesen Einstellungen.</translation>
    </message>
    <message>
        <source>1 group</source>
        <translation>1 Gruppe</translation>
    </message>
    <message>
        <source>{count} groups</source>
        <translation>{count} Gruppen</translation>
    </message>
    <message>
        <source>{groups} with {inside} of {all} photos</source>
        <translation>{groups} mit {inside} von {all} Fotos</translation>
    </message>
    <message>
        <source>brackets: {count}</source>
        <translation>Belichtungsreihen: {count}</translation>
    </message>
    <message>
        <source>by hand: {count}</source>
        <translation>von Hand: {count}</translation>
    </message>
</context>
<context>
    <name>HintBar</name>
    <message>
        <source>All keys</source>
        <translation>Alle Tasten</translation>
    </message>
    <message>
        <source>Got it</source>
        <translation>Verstanden</translation>
    </message>
    <message>
        <source>{pick} picks, {reject} rejects, {first} to {last} give stars, {zoom} looks closer, {undo} takes back. With Shift held, or Caps Lock on, a decision goes on to the next photo. Nothing is ever deleted.</source>
        <translation>{pick} behält, {reject} lehnt ab, {first} bis {last} geben Sterne, {zoom} sieht genauer hin, {undo} nimmt zurück. Mit gehaltener Umschalttaste oder bei Feststelltaste geht eine Entscheidung zum nächsten Foto weiter. Nie wird etwas gelöscht.</translation>
    </message>
</context>
<context>
    <name>HistogramPlot</name>
    <message>
        <source>Score threshold</source>
        <translation>Schwelle der Bewertung</translation>
    </message>
    <message>
        <source>Drag the line, or move it by the arrow keys. The small handles at the foot are the ends of the band of doubt; Ctrl and the arrow keys move the lower end, Shift the upper one.</source>
        <translation>Ziehen Sie die Linie, oder bewegen Sie sie mit den Pfeiltasten. Die kleinen Griffe am Fuß sind die Enden des Zweifelsbereichs; Strg und die Pfeiltasten bewegen das untere Ende, Umschalt das obere.</translation>
    </message>
</context>
<context>
    <name>KeepBestDialog</name>
    <message>
        <source>Keep the best</source>
        <translation>Die besten behalten</translation>
    </message>
    <message>
        <source>The best of the whole folder:</source>
        <translation>Die besten des ganzen Ordners:</translation>
    </message>
    <message>
        <source>The best of each burst or group:</source>
        <translation>Die besten jeder Serie oder Gruppe:</translation>
    </message>
    <message>
        <source>There are no groups in this folder.</source>
        <translation>In diesem Ordner gibt es keine Gruppen.</translation>
    </message>
    <message>
        <source>Reject the others</source>
        <translation>Die anderen ablehnen</translation>
    </message>
    <message>
        <source>Pick these</source>
        <translation>Diese als behalten markieren</translation>
    </message>
    <message>
        <source>Show the photos…</source>
        <translation>Fotos zeigen…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>The best of the photos shown:</source>
        <translation>Die besten der gezeigten Fotos:</translation>
    </message>
    <message>
        <source>None of the photos shown has a score.</source>
        <translation>Keines der gezeigten Fotos hat eine Bewertung.</translation>
    </message>
</context>
<context>
    <name>KeyDialog</name>
    <message>
        <source>Change keys</source>
        <translation>Tasten ändern</translation>
    </message>
    <message>
        <source>Search commands and keys</source>
        <translation>Befehle und Tasten suchen</translation>
    </message>
    <message>
        <source>Command</source>
        <translation>Befehl</translation>
    </message>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Commands</source>
        <translation>Befehle</translation>
    </message>
    <message>
        <source>New key</source>
        <translation>Neue Taste</translation>
    </message>
    <message>
        <source>Add key</source>
        <translation>Taste hinzufügen</translation>
    </message>
    <message>
        <source>Use only this key</source>
        <translation>Nur diese Taste</translation>
    </message>
    <message>
        <source>No key</source>
        <translation>Keine Taste</translation>
    </message>
    <message>
        <source>Usual key</source>
        <translation>Übliche Taste</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>Usual keys for all</source>
        <translation>Übliche Tasten für alle</translation>
    </message>
    <message>
        <source>{key} is the key of “{command}”. Take it away there?</source>
        <translation>{key} ist die Taste von „{command}“. Dort wegnehmen?</translation>
    </message>
    <message>
        <source>The keys could not be saved: {reason}. Look whether the folder can be written to.</source>
        <translation>Die Tasten konnten nicht gespeichert werden: {reason}. Prüfen Sie, ob in den Ordner geschrieben werden kann.</translation>
    </message>
    <message>
        <source>The view itself handles this key; it cannot be changed.</source>
        <translation>Die Ansicht selbst behandelt diese Taste; sie kann nicht geändert werden.</translation>
    </message>
    <message>
        <source>This key belongs to “{command}”.</source>
        <translation>Diese Taste gehört zu „{command}“.</translation>
    </message>
    <message>
        <source>“{command}” needs this key; choose another one.</source>
        <translation>„{command}“ braucht diese Taste; wählen Sie eine andere.</translation>
    </message>
</context>
<context>
    <name>KeySheet</name>
    <message>
        <source>Keys</source>
        <translation>Tasten</translation>
    </message>
    <message>
        <source>Search for a command or a key</source>
        <translation>Einen Befehl oder eine Taste suchen</translation>
    </message>
    <message>
        <source>Search</source>
        <translation>Suchen</translation>
    </message>
    <message>
        <source>No command fits. Search for another word.</source>
        <translation>Kein Befehl passt. Suchen Sie ein anderes Wort.</translation>
    </message>
</context>
<context>
    <name>LargeView</name>
    <message>
        <source>Compare</source>
        <translation>Vergleich</translation>
    </message>
    <message>
        <source>Survey</source>
        <translation>Überblick</translation>
    </message>
</context>
<context>
    <name>LicenceDialog</name>
    <message>
        <source>Import a checkpoint</source>
        <translation>Einen Checkpoint importieren</translation>
    </message>
    <message>
        <source>{file} is a released DP-IQA {kind} with {number} million parameters.</source>
        <translation>{file} ist ein veröffentlichtes DP-IQA-Modell ({kind}) mit {number} Millionen Parametern.</translation>
    </message>
    <message>
        <source>Licence of the checkpoint</source>
        <translation>Lizenz des Checkpoints</translation>
    </message>
    <message>
        <source>Name of the model</source>
        <translation>Name des Modells</translation>
    </message>
    <message>
        <source>I accept this licence</source>
        <translation>Ich nehme diese Lizenz an</translation>
    </message>
    <message>
        <source>Import</source>
        <translation>Importieren</translation>
    </message>
</context>
<context>
    <name>ListDialog</name>
    <message>
        <source>Find and flag from a list</source>
        <translation>Nach einer Liste finden und markieren</translation>
    </message>
    <message>
        <source>Paste names here or drop a list (txt, csv, json): one a line or with commas, suffix or not</source>
        <translation>Fügen Sie hier Namen ein oder ziehen Sie eine Liste (txt, csv, json) hierher: einer je Zeile oder mit Kommas, mit oder ohne Endung</translation>
    </message>
    <message>
        <source>Names</source>
        <translation>Namen</translation>
    </message>
    <message>
        <source>Load a file…</source>
        <translation>Datei laden…</translation>
    </message>
    <message>
        <source>Names without a photo</source>
        <translation>Namen ohne Foto</translation>
    </message>
    <message>
        <source>Pick them</source>
        <translation>Sie behalten</translation>
    </message>
    <message>
        <source>Reject them</source>
        <translation>Sie ablehnen</translation>
    </message>
    <message>
        <source>Take their flag away</source>
        <translation>Ihre Markierung entfernen</translation>
    </message>
    <message>
        <source>Only select them</source>
        <translation>Sie nur auswählen</translation>
    </message>
    <message>
        <source>{file} cannot be read: {why}.</source>
        <translation>{file} kann nicht gelesen werden: {why}.</translation>
    </message>
    <message>
        <source>&amp;Names</source>
        <translation>&amp;Namen</translation>
    </message>
    <message>
        <source>&amp;Then</source>
        <translation>&amp;Dann</translation>
    </message>
    <message>
        <source>Lists (*.txt *.csv *.json *.xls *.tsv)</source>
        <translation>Listen (*.txt *.csv *.json *.xls *.tsv)</translation>
    </message>
    <message>
        <source>All files (*)</source>
        <translation>Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Load a list</source>
        <translation>Liste laden</translation>
    </message>
    <message>
        <source>{name}: not found</source>
        <translation>{name}: nicht gefunden</translation>
    </message>
    <message>
        <source>{name}: could be {places}</source>
        <translation>{name}: könnte {places} sein</translation>
    </message>
    <message>
        <source>Pick {photos}</source>
        <translation>{photos} behalten</translation>
    </message>
    <message>
        <source>Reject {photos}</source>
        <translation>{photos} ablehnen</translation>
    </message>
    <message>
        <source>Unflag {photos}</source>
        <translation>Markierung von {photos} entfernen</translation>
    </message>
    <message>
        <source>Select {photos}</source>
        <translation>{photos} auswählen</translation>
    </message>
    <message>
        <source>{photos} found</source>
        <translation>{photos} gefunden</translation>
    </message>
    <message>
        <source>{number} ambiguous</source>
        <translation>{number} mehrdeutig</translation>
    </message>
    <message>
        <source>{number} not found</source>
        <translation>{number} nicht gefunden</translation>
    </message>
    <message>
        <source>{number} names</source>
        <translation>{number} Namen</translation>
    </message>
</context>
<context>
    <name>LoupeView</name>
    <message>
        <source>Loupe</source>
        <translation>Lupe</translation>
    </message>
    <message>
        <source>Looking for the sharpest place …</source>
        <translation>Die schärfste Stelle wird gesucht …</translation>
    </message>
    <message>
        <source>Cannot be read</source>
        <translation>Kann nicht gelesen werden</translation>
    </message>
    <message>
        <source>The full resolution cannot be shown. {reason}</source>
        <translation>Die volle Auflösung kann nicht gezeigt werden. {reason}</translation>
    </message>
    <message>
        <source>Loading {name} …</source>
        <translation>{name} wird geladen …</translation>
    </message>
    <message>
        <source>{position} of {count}</source>
        <translation>{position} von {count}</translation>
    </message>
    <message>
        <source>hidden: {count}</source>
        <translation>ausgeblendet: {count}</translation>
    </message>
    <message>
        <source>{percent} %</source>
        <translation>{percent} %</translation>
    </message>
    <message>
        <source>fit, {percent}</source>
        <translation>eingepasst, {percent}</translation>
    </message>
</context>
<context>
    <name>MainToolBar</name>
    <message>
        <source>Tool bar</source>
        <translation>Werkzeugleiste</translation>
    </message>
    <message>
        <source>Sort</source>
        <translation>Sortieren</translation>
    </message>
    <message>
        <source>Sort by</source>
        <translation>Sortieren nach</translation>
    </message>
    <message>
        <source>Size of the cells</source>
        <translation>Größe der Zellen</translation>
    </message>
    <message>
        <source>Size of the cells (Ctrl and wheel)</source>
        <translation>Größe der Zellen (Strg und Mausrad)</translation>
    </message>
    <message>
        <source>More</source>
        <translation>Mehr</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>Capture time</source>
        <translation>Aufnahmezeit</translation>
    </message>
    <message>
        <source>Name</source>
        <translation>Name</translation>
    </message>
    <message>
        <source>Stars</source>
        <translation>Sterne</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>Focus</source>
        <translation>Schärfe</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Lens</source>
        <translation>Objektiv</translation>
    </message>
    <message>
        <source>Second opinion</source>
        <translation>Zweite Meinung</translation>
    </message>
    <message>
        <source>Disagreement</source>
        <translation>Uneinigkeit</translation>
    </message>
    <message>
        <source>Worst first</source>
        <translation>Schlechteste zuerst</translation>
    </message>
    <message>
        <source>Best first</source>
        <translation>Beste zuerst</translation>
    </message>
    <message>
        <source>Oldest first</source>
        <translation>Älteste zuerst</translation>
    </message>
    <message>
        <source>Latest first</source>
        <translation>Neueste zuerst</translation>
    </message>
    <message>
        <source>A to Z</source>
        <translation>A bis Z</translation>
    </message>
    <message>
        <source>Z to A</source>
        <translation>Z bis A</translation>
    </message>
    <message>
        <source>Fewest stars first</source>
        <translation>Wenigste Sterne zuerst</translation>
    </message>
    <message>
        <source>Most stars first</source>
        <translation>Meiste Sterne zuerst</translation>
    </message>
    <message>
        <source>Oldest group first</source>
        <translation>Älteste Gruppe zuerst</translation>
    </message>
    <message>
        <source>Latest group first</source>
        <translation>Neueste Gruppe zuerst</translation>
    </message>
    <message>
        <source>Softest first</source>
        <translation>Weichste zuerst</translation>
    </message>
    <message>
        <source>Sharpest first</source>
        <translation>Schärfste zuerst</translation>
    </message>
    <message>
        <source>Most alike first</source>
        <translation>Einigste zuerst</translation>
    </message>
    <message>
        <source>Most unlike first</source>
        <translation>Uneinigste zuerst</translation>
    </message>
    <message>
        <source>Hidden: {number}</source>
        <translation>Ausgeblendet: {number}</translation>
    </message>
    <message>
        <source>The filter hides photos: click to clear it</source>
        <translation>Der Filter blendet Fotos aus: klicken, um ihn aufzuheben</translation>
    </message>
</context>
<context>
    <name>MainWindow</name>
    <message>
        <source>Something went wrong inside Keepers. Decisions made so far are saved.</source>
        <translation>In Keepers ist etwas schiefgegangen. Die bisherigen Entscheidungen sind gespeichert.</translation>
    </message>
    <message>
        <source>Folders</source>
        <translation>Ordner</translation>
    </message>
    <message>
        <source>Groups</source>
        <translation>Gruppen</translation>
    </message>
    <message>
        <source>Scores</source>
        <translation>Bewertungen</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
</context>
<context>
    <name>Menus</name>
    <message>
        <source>Menu {name}</source>
        <translation>Menü {name}</translation>
    </message>
    <message>
        <source>&amp;File</source>
        <translation>&amp;Datei</translation>
    </message>
    <message>
        <source>Open recent</source>
        <translation>Zuletzt geöffnet</translation>
    </message>
    <message>
        <source>&amp;Edit</source>
        <translation>&amp;Bearbeiten</translation>
    </message>
    <message>
        <source>&amp;Photo</source>
        <translation>&amp;Foto</translation>
    </message>
    <message>
        <source>Stars</source>
        <translation>Sterne</translation>
    </message>
    <message>
        <source>Label</source>
        <translation>Etikett</translation>
    </message>
    <message>
        <source>Group</source>
        <translation>Gruppe</translation>
    </message>
    <message>
        <source>&amp;View</source>
        <translation>&amp;Ansicht</translation>
    </message>
    <message>
        <source>&amp;Help</source>
        <translation>&amp;Hilfe</translation>
    </message>
</context>
<context>
    <name>MetadataDesk</name>
    <message>
        <source>Nothing is decided yet, so there is nothing to write.</source>
        <translation>Noch ist nichts entschieden, also gibt es nichts zu schreiben.</translation>
    </message>
    <message>
        <source>JPEG, TIFF and DNG files themselves, and sidecars beside all others</source>
        <translation>JPEG-, TIFF- und DNG-Dateien selbst und Begleitdateien neben allen anderen</translation>
    </message>
    <message>
        <source>sidecars beside the photos</source>
        <translation>Begleitdateien neben den Fotos</translation>
    </message>
    <message>
        <source>Write the decisions of {photos} into {where}?</source>
        <translation>Die Entscheidungen über {photos} schreiben in: {where}?</translation>
    </message>
    <message>
        <source>Write XMP</source>
        <translation>XMP schreiben</translation>
    </message>
    <message>
        <source>What other programs wrote there stays. Photos without a decision get none.</source>
        <translation>Was andere Programme dort geschrieben haben, bleibt. Fotos ohne Entscheidung bekommen keines.</translation>
    </message>
    <message>
        <source>Write</source>
        <translation>Schreiben</translation>
    </message>
    <message>
        <source>Wrote XMP of {photos}, {same} up to date.</source>
        <translation>XMP von {photos} geschrieben, {same} waren aktuell.</translation>
    </message>
    <message>
        <source>{photos} could not be written.</source>
        <translation>{photos} konnten nicht geschrieben werden.</translation>
    </message>
    <message>
        <source>All decisions were written, some to another place than usual.</source>
        <translation>Alle Entscheidungen wurden geschrieben, manche an einen anderen Ort als sonst.</translation>
    </message>
    <message>
        <source> And {count} more.</source>
        <translation> Und {count} mehr.</translation>
    </message>
    <message>
        <source>Took over the decisions of {photos} from XMP.</source>
        <translation>Entscheidungen über {photos} aus XMP übernommen.</translation>
    </message>
    <message>
        <source>{photos} in conflict with XMP: see “Conflicts with XMP” in the File menu.</source>
        <translation>{photos} im Widerspruch mit XMP: siehe „Widersprüche mit XMP“ im Menü Datei.</translation>
    </message>
    <message>
        <source>There are no conflicts with XMP.</source>
        <translation>Es gibt keine Widersprüche mit XMP.</translation>
    </message>
</context>
<context>
    <name>MetadataDialog</name>
    <message>
        <source>Metadata</source>
        <translation>Metadaten</translation>
    </message>
    <message>
        <source>Lightroom, Capture One and most others</source>
        <translation>Lightroom, Capture One und die meisten anderen</translation>
    </message>
    <message>
        <source>Adobe Bridge: a reject is a rating of -1</source>
        <translation>Adobe Bridge: abgelehnt ist eine Bewertung von -1</translation>
    </message>
    <message>
        <source>darktable: likewise, sidecars named IMG_1.CR2.xmp</source>
        <translation>darktable: ebenso, Begleitdateien heißen IMG_1.CR2.xmp</translation>
    </message>
    <message>
        <source>digiKam: its pick and colour labels, IMG_1.CR2.xmp</source>
        <translation>digiKam: mit seinen Markierungen und Farben, IMG_1.CR2.xmp</translation>
    </message>
    <message>
        <source>Photo Mechanic: its tag and colour class</source>
        <translation>Photo Mechanic: mit seinem Tag und seiner Farbklasse</translation>
    </message>
    <message>
        <source>Write a sidecar after each decision</source>
        <translation>Nach jeder Entscheidung eine Begleitdatei schreiben</translation>
    </message>
    <message>
        <source>Write into JPEG, TIFF and DNG files instead of new sidecars</source>
        <translation>In JPEG-, TIFF- und DNG-Dateien schreiben statt in neue Begleitdateien</translation>
    </message>
    <message>
        <source>Score and model, in Keepers&apos; own namespace</source>
        <translation>Bewertung und Modell, in Keepers&apos; eigenem Namensraum</translation>
    </message>
    <message>
        <source>The band of the score as a keyword, such as “Keepers 80-89”</source>
        <translation>Den Bereich der Bewertung als Stichwort, etwa „Keepers 80-89“</translation>
    </message>
    <message>
        <source>The file is changed only in its metadata, checked before it takes the old one&apos;s place and once more after. Other RAW files are never written.</source>
        <translation>Nur die Metadaten der Datei werden geändert; sie wird geprüft, bevor sie die alte ersetzt, und danach noch einmal. Andere RAW-Dateien werden nie geschrieben.</translation>
    </message>
    <message>
        <source>Written for</source>
        <translation>Geschrieben für</translation>
    </message>
    <message>
        <source>Words for labels</source>
        <translation>Wörter für Etiketten</translation>
    </message>
    <message>
        <source>When</source>
        <translation>Wann</translation>
    </message>
    <message>
        <source>Where</source>
        <translation>Wo</translation>
    </message>
    <message>
        <source>Also write</source>
        <translation>Auch schreiben</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation>Gelb</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Purple</source>
        <translation>Violett</translation>
    </message>
</context>
<context>
    <name>NewPhotos</name>
    <message>
        <source>{photos} arrived.</source>
        <translation>{photos} sind angekommen.</translation>
    </message>
    <message>
        <source>{folder} is not there any more: plug the drive or card in again. What you decided is kept, and the photos come back with it.</source>
        <translation>{folder} ist nicht mehr da: schließen Sie das Laufwerk oder die Karte wieder an. Was Sie entschieden haben, bleibt, und die Fotos kommen damit zurück.</translation>
    </message>
    <message>
        <source>{folder} is there again.</source>
        <translation>{folder} ist wieder da.</translation>
    </message>
</context>
<context>
    <name>NoTeacherDialog</name>
    <message>
        <source>Second opinion</source>
        <translation>Zweite Meinung</translation>
    </message>
    <message>
        <source>The text table is missing</source>
        <translation>Die Texttabelle fehlt</translation>
    </message>
    <message>
        <source>No teacher is installed</source>
        <translation>Kein Lehrer ist installiert</translation>
    </message>
    <message>
        <source>The second opinion comes from the DP-IQA teacher, a model of a thousand million parameters that reads quality out of Stable Diffusion. Its authors release it as a .pth file for academic use (CC BY-NC-SA 4.0), so Keepers brings none along: download one from github.com/RomGai/DP-IQA and import it here. Every teacher also needs a text table, made once from CLIP ViT-L/14 (a download of 1.71 GB) or taken from a file.</source>
        <translation>Die zweite Meinung kommt vom DP-IQA-Lehrer, einem Modell mit tausend Millionen Parametern, das Qualität aus Stable Diffusion liest. Seine Autoren veröffentlichen es als .pth-Datei für akademische Zwecke (CC BY-NC-SA 4.0), deshalb bringt Keepers keines mit: laden Sie eines von github.com/RomGai/DP-IQA und importieren Sie es hier. Jeder Lehrer braucht außerdem eine Texttabelle, einmal aus CLIP ViT-L/14 gemacht (1,71 GB zu laden) oder aus einer Datei genommen.</translation>
    </message>
    <message>
        <source>The text table is ready.</source>
        <translation>Die Texttabelle ist bereit.</translation>
    </message>
    <message>
        <source>The text table is not made yet.</source>
        <translation>Die Texttabelle ist noch nicht gemacht.</translation>
    </message>
    <message>
        <source>Import a checkpoint (.pth)…</source>
        <translation>Checkpoint importieren (.pth)…</translation>
    </message>
    <message>
        <source>Download CLIP and make the text table…</source>
        <translation>CLIP laden und die Texttabelle machen…</translation>
    </message>
    <message>
        <source>Take the text table from a file…</source>
        <translation>Texttabelle aus einer Datei nehmen…</translation>
    </message>
</context>
<context>
    <name>Outside</name>
    <message>
        <source>{file} is not there any more.</source>
        <translation>{file} ist nicht mehr da.</translation>
    </message>
    <message>
        <source>The file manager could not be opened. The folder is {folder}.</source>
        <translation>Der Dateimanager konnte nicht geöffnet werden. Der Ordner ist {folder}.</translation>
    </message>
    <message>
        <source>No program of the system opens {file}. Name an editor in the settings.</source>
        <translation>Kein Programm des Systems öffnet {file}. Nennen Sie in den Einstellungen einen Editor.</translation>
    </message>
    <message>
        <source>The editor “{program}” could not be started. Check it in the settings.</source>
        <translation>Der Editor „{program}“ konnte nicht gestartet werden. Prüfen Sie ihn in den Einstellungen.</translation>
    </message>
    <message>
        <source>Opened {photos} in the editor.</source>
        <translation>{photos} im Editor geöffnet.</translation>
    </message>
    <message>
        <source>Open {photos} in the editor at once?</source>
        <translation>{photos} auf einmal im Editor öffnen?</translation>
    </message>
    <message>
        <source>External editor</source>
        <translation>Externer Editor</translation>
    </message>
    <message>
        <source>Copied the path of {photos}.</source>
        <translation>Pfad von {photos} kopiert.</translation>
    </message>
</context>
<context>
    <name>Pairs</name>
    <message>
        <source>RAW+HEIC</source>
        <translation>RAW+HEIC</translation>
    </message>
    <message>
        <source>RAW+JPEG</source>
        <translation>RAW+JPEG</translation>
    </message>
</context>
<context>
    <name>PaneStrip</name>
    <message>
        <source>{place} of {count} in its group</source>
        <translation>{place}. von {count} in seiner Gruppe</translation>
    </message>
    <message>
        <source>picked</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>label {name}</source>
        <translation>Etikett {name}</translation>
    </message>
    <message>
        <source>score {score}</source>
        <translation>Bewertung {score}</translation>
    </message>
</context>
<context>
    <name>PhotoArea</name>
    <message>
        <source>There is no second photo to compare with.</source>
        <translation>Es gibt kein zweites Foto zum Vergleichen.</translation>
    </message>
    <message>
        <source>Select the photos to survey first: Ctrl and click, or Shift and the arrows.</source>
        <translation>Wählen Sie zuerst die Fotos für den Überblick aus: Strg und Klick, oder Umschalt und die Pfeile.</translation>
    </message>
</context>
<context>
    <name>PhotoCanvas</name>
    <message>
        <source>weak</source>
        <translation>schwach</translation>
    </message>
    <message>
        <source>good</source>
        <translation>gut</translation>
    </message>
</context>
<context>
    <name>PhotoModel</name>
    <message>
        <source>Pick</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>label {name}</source>
        <translation>Etikett {name}</translation>
    </message>
    <message>
        <source>score {score}</source>
        <translation>Bewertung {score}</translation>
    </message>
    <message>
        <source>teacher {score}</source>
        <translation>Lehrer {score}</translation>
    </message>
    <message>
        <source>{place} of {count} in its group</source>
        <translation>{place}. von {count} in seiner Gruppe</translation>
    </message>
    <message>
        <source>Score {score}</source>
        <translation>Bewertung {score}</translation>
    </message>
    <message>
        <source>{pair}: a decision is for both files</source>
        <translation>{pair}: eine Entscheidung gilt für beide Dateien</translation>
    </message>
    <message>
        <source>This photo cannot be read.</source>
        <translation>Dieses Foto kann nicht gelesen werden.</translation>
    </message>
    <message>
        <source>picked</source>
        <translation>behalten</translation>
    </message>
    <message>
        <source>rejected</source>
        <translation>abgelehnt</translation>
    </message>
    <message>
        <source>1 star</source>
        <translation>1 Stern</translation>
    </message>
    <message>
        <source>{n} stars</source>
        <translation>{n} Sterne</translation>
    </message>
    <message>
        <source>cannot be read</source>
        <translation>kann nicht gelesen werden</translation>
    </message>
</context>
<context>
    <name>Places</name>
    <message>
        <source>top {percent} %</source>
        <translation>beste {percent} %</translation>
    </message>
    <message>
        <source>last {percent} %</source>
        <translation>letzte {percent} %</translation>
    </message>
    <message>
        <source>top {percent} % of this folder</source>
        <translation>beste {percent} % dieses Ordners</translation>
    </message>
    <message>
        <source>last {percent} % of this folder</source>
        <translation>letzte {percent} % dieses Ordners</translation>
    </message>
</context>
<context>
    <name>ProposalDialog</name>
    <message>
        <source>Proposal</source>
        <translation>Vorschlag</translation>
    </message>
    <message>
        <source>No file is touched. One undo (Ctrl+Z) takes it all back.</source>
        <translation>Keine Datei wird angerührt. Einmal Rückgängig (Strg+Z) nimmt alles zurück.</translation>
    </message>
    <message>
        <source>Photos of the proposal</source>
        <translation>Fotos des Vorschlags</translation>
    </message>
    <message>
        <source>1 photo below is left alone: you have already decided on it.</source>
        <translation>1 Foto darunter bleibt unberührt: Sie haben schon darüber entschieden.</translation>
    </message>
    <message>
        <source>{count} photos below are left alone: you have already decided on them.</source>
        <translation>{count} Fotos darunter bleiben unberührt: Sie haben schon darüber entschieden.</translation>
    </message>
    <message>
        <source>Reject 1 photo</source>
        <translation>1 Foto ablehnen</translation>
    </message>
    <message>
        <source>Reject {count} photos</source>
        <translation>{count} Fotos ablehnen</translation>
    </message>
</context>
<context>
    <name>Proposing</name>
    <message>
        <source>Reject {photos}</source>
        <translation>{photos} ablehnen</translation>
    </message>
    <message>
        <source>Pick {photos}</source>
        <translation>{photos} behalten</translation>
    </message>
</context>
<context>
    <name>RejectsDialog</name>
    <message>
        <source>Move the rejects away</source>
        <translation>Abgelehnte wegräumen</translation>
    </message>
    <message>
        <source>To a folder, with the folders they lie in now:</source>
        <translation>In einen Ordner, mit den Ordnern, in denen sie jetzt liegen:</translation>
    </message>
    <message>
        <source>To the system&apos;s trash</source>
        <translation>In den Papierkorb des Systems</translation>
    </message>
    <message>
        <source>Folder for the rejects</source>
        <translation>Ordner für die abgelehnten</translation>
    </message>
    <message>
        <source>Put {photos} into the system&apos;s trash?</source>
        <translation>{photos} in den Papierkorb des Systems legen?</translation>
    </message>
    <message>
        <source>Put {photos} into the trash</source>
        <translation>{photos} in den Papierkorb</translation>
    </message>
    <message>
        <source>Move {photos} to “{place}”?</source>
        <translation>{photos} nach „{place}“ verschieben?</translation>
    </message>
    <message>
        <source>Move {photos}</source>
        <translation>{photos} verschieben</translation>
    </message>
    <message>
        <source>None of the photos shown is rejected.</source>
        <translation>Keines der gezeigten Fotos ist abgelehnt.</translation>
    </message>
    <message>
        <source>The filter hides {photos} that you have rejected.</source>
        <translation>Der Filter blendet abgelehnte Fotos aus: {photos}.</translation>
    </message>
    <message>
        <source>Choose a folder for the rejects.</source>
        <translation>Wählen Sie einen Ordner für die abgelehnten.</translation>
    </message>
    <message>
        <source>Looking at the files…</source>
        <translation>Die Dateien werden angesehen…</translation>
    </message>
    <message>
        <source>They lie in the trash until it is emptied.</source>
        <translation>Sie liegen im Papierkorb, bis er geleert wird.</translation>
    </message>
    <message>
        <source>Nothing is deleted; “{command}” brings them home again.</source>
        <translation>Gelöscht wird nichts; „{command}“ bringt sie wieder zurück.</translation>
    </message>
</context>
<context>
    <name>SavedFiltersMenu</name>
    <message>
        <source>Saved</source>
        <translation>Gespeichert</translation>
    </message>
    <message>
        <source>Saved filters</source>
        <translation>Gespeicherte Filter</translation>
    </message>
    <message>
        <source>Filters with a name: save this one, take one up again</source>
        <translation>Filter mit einem Namen: diesen speichern, einen wieder aufnehmen</translation>
    </message>
    <message>
        <source>Save this filter…</source>
        <translation>Diesen Filter speichern…</translation>
    </message>
    <message>
        <source>Delete</source>
        <translation>Löschen</translation>
    </message>
    <message>
        <source>Save this filter</source>
        <translation>Diesen Filter speichern</translation>
    </message>
    <message>
        <source>Name of the filter:</source>
        <translation>Name des Filters:</translation>
    </message>
    <message>
        <source>There is a filter named “{name}” already. Replace it?</source>
        <translation>Einen Filter namens „{name}“ gibt es schon. Ersetzen?</translation>
    </message>
    <message>
        <source>The filters could not be saved: {reason}. Look whether the folder can be written to.</source>
        <translation>Die Filter konnten nicht gespeichert werden: {reason}. Prüfen Sie, ob in den Ordner geschrieben werden kann.</translation>
    </message>
</context>
<context>
    <name>ScoreHistogram</name>
    <message>
        <source>Keep the best …</source>
        <translation>Die besten behalten …</translation>
    </message>
    <message>
        <source>Keep so many photos of the folder or of each burst; shows the photos first.</source>
        <translation>So viele Fotos des Ordners oder jeder Serie behalten; zeigt die Fotos zuerst.</translation>
    </message>
    <message>
        <source>{keep} keep, {reject} reject, {doubt} in doubt</source>
        <translation>{keep} behalten, {reject} ablehnen, {doubt} im Zweifel</translation>
    </message>
    <message>
        <source>{count} reject</source>
        <translation>{count} ablehnen</translation>
    </message>
    <message>
        <source>{count} in doubt</source>
        <translation>{count} im Zweifel</translation>
    </message>
    <message>
        <source>{count} keep</source>
        <translation>{count} behalten</translation>
    </message>
    <message>
        <source>Scores from {low} up to {high}: the second opinion is asked about these.</source>
        <translation>Bewertungen von {low} bis {high}: dazu wird die zweite Meinung gefragt.</translation>
    </message>
    <message>
        <source>{count} without a score</source>
        <translation>{count} ohne Bewertung</translation>
    </message>
    <message>
        <source>Reject below {threshold} …</source>
        <translation>Unter {threshold} ablehnen …</translation>
    </message>
    <message>
        <source>Shows the photos first. What you have decided on is left alone.</source>
        <translation>Zeigt die Fotos zuerst. Was Sie entschieden haben, bleibt unberührt.</translation>
    </message>
    <message>
        <source>No photo scores below {threshold}.</source>
        <translation>Kein Foto hat eine Bewertung unter {threshold}.</translation>
    </message>
    <message>
        <source>{threshold}, doubt from {low} to {high}: {words}, {unscored} without a score</source>
        <translation>{threshold}, Zweifel von {low} bis {high}: {words}, {unscored} ohne Bewertung</translation>
    </message>
</context>
<context>
    <name>SecondOpinionCard</name>
    <message>
        <source>Second opinion</source>
        <translation>Zweite Meinung</translation>
    </message>
    <message>
        <source>Student</source>
        <translation>Schüler</translation>
    </message>
    <message>
        <source>Teacher</source>
        <translation>Lehrer</translation>
    </message>
    <message>
        <source>{place} of {count}</source>
        <translation>{place} von {count}</translation>
    </message>
    <message>
        <source>The student has not judged this photo.</source>
        <translation>Der Schüler hat dieses Foto nicht bewertet.</translation>
    </message>
    <message>
        <source>{points} points apart among {count} photos judged by both</source>
        <translation>{points} Punkte auseinander unter {count} von beiden bewerteten Fotos</translation>
    </message>
    <message>
        <source>They agree: {among}.</source>
        <translation>Sie stimmen überein: {among}.</translation>
    </message>
    <message>
        <source>The teacher ranks it higher: {among}.</source>
        <translation>Der Lehrer reiht es höher ein: {among}.</translation>
    </message>
    <message>
        <source>The teacher ranks it lower: {among}.</source>
        <translation>Der Lehrer reiht es tiefer ein: {among}.</translation>
    </message>
    <message>
        <source>Both judged only {count} here, too few to compare ranks.</source>
        <translation>Beide haben hier nur {count} bewertet, zu wenige für einen Vergleich der Ränge.</translation>
    </message>
    <message>
        <source>The scores are {points} apart. {among}</source>
        <translation>Die Bewertungen liegen {points} auseinander. {among}</translation>
    </message>
    <message>
        <source>The teacher&apos;s score is {points} higher. {among}</source>
        <translation>Die Bewertung des Lehrers ist um {points} höher. {among}</translation>
    </message>
    <message>
        <source>The teacher&apos;s score is {points} lower. {among}</source>
        <translation>Die Bewertung des Lehrers ist um {points} tiefer. {among}</translation>
    </message>
</context>
<context>
    <name>SecondOpinionDesk</name>
    <message>
        <source>No photo lies in the band of doubt from {low} to {high}.</source>
        <translation>Kein Foto liegt im Zweifelsbereich von {low} bis {high}.</translation>
    </message>
    <message>
        <source>The only teacher that is installed judges this window; it has no second opinion.</source>
        <translation>Der einzige installierte Lehrer bewertet dieses Fenster; er hat keine zweite Meinung.</translation>
    </message>
    <message>
        <source>There is nothing that the teacher could judge: these photos cannot be read.</source>
        <translation>Es gibt nichts, was der Lehrer bewerten könnte: diese Fotos können nicht gelesen werden.</translation>
    </message>
    <message>
        <source>The teacher has judged these already: {words}.</source>
        <translation>Der Lehrer hat diese schon bewertet: {words}.</translation>
    </message>
    <message>
        <source>{count} agree</source>
        <translation>{count} stimmen überein</translation>
    </message>
    <message>
        <source>{count} higher</source>
        <translation>{count} höher</translation>
    </message>
    <message>
        <source>{count} lower</source>
        <translation>{count} tiefer</translation>
    </message>
    <message>
        <source>The teacher judged {photos}.</source>
        <translation>Der Lehrer hat {photos} bewertet.</translation>
    </message>
    <message>
        <source>{photos} could not be judged: {reason}</source>
        <translation>{photos} konnten nicht bewertet werden: {reason}</translation>
    </message>
    <message>
        <source>Second opinion</source>
        <translation>Zweite Meinung</translation>
    </message>
    <message>
        <source>The teacher judged {photos}: {words}.</source>
        <translation>Der Lehrer hat {photos} bewertet: {words}.</translation>
    </message>
    <message>
        <source>The GPU is full</source>
        <translation>Die Grafikkarte ist voll</translation>
    </message>
    <message>
        <source>The CPU can go on with it, which takes much longer. What is judged is kept.</source>
        <translation>Der Prozessor kann damit weitermachen, was viel länger dauert. Was bewertet ist, bleibt.</translation>
    </message>
    <message>
        <source>Go on with the CPU</source>
        <translation>Mit dem Prozessor weitermachen</translation>
    </message>
    <message>
        <source>The teacher {name} is ready: T asks it about the selection.</source>
        <translation>Der Lehrer {name} ist bereit: T fragt ihn zur Auswahl.</translation>
    </message>
</context>
<context>
    <name>SecondScreen</name>
    <message>
        <source>Keepers: current photo</source>
        <translation>Keepers: aktuelles Foto</translation>
    </message>
</context>
<context>
    <name>Sentences</name>
    <message>
        <source>A catalogue in memory would be lost with the window. Name a file instead.</source>
        <translation>Ein Katalog im Arbeitsspeicher ginge mit dem Fenster verloren. Geben Sie stattdessen eine Datei an.</translation>
    </message>
    <message>
        <source>A model named {name} is installed already. Choose another name with --name, or remove it first: keepers models remove {name2}</source>
        <translation>Ein Modell namens {name} ist schon installiert. Wählen Sie mit --name einen anderen Namen, oder entfernen Sie es erst: keepers models remove {name2}</translation>
    </message>
    <message>
        <source>A model named {name} is installed already; this one is not used.</source>
        <translation>Ein Modell namens {name} ist schon installiert; dieses wird nicht benutzt.</translation>
    </message>
    <message>
        <source>A released DP-IQA teacher or student is installed by &apos;keepers models import FILE.pth&apos;.</source>
        <translation>Ein veröffentlichter DP-IQA-Lehrer oder -Schüler wird mit &apos;keepers models import FILE.pth&apos; installiert.</translation>
    </message>
    <message>
        <source>A teacher needs the text table besides; make it once with `keepers models prepare-text`.</source>
        <translation>Ein Lehrer braucht außerdem die Texttabelle; machen Sie sie einmal mit `keepers models prepare-text`.</translation>
    </message>
    <message>
        <source>A transfer ({mode}) had been interrupted after {done} of {sets}; it was put in order.</source>
        <translation>Eine Übergabe ({mode}) war nach {done} von {sets} unterbrochen worden; sie wurde in Ordnung gebracht.</translation>
    </message>
    <message>
        <source>A transfer ({mode}) was interrupted after {done} of {sets}</source>
        <translation>Eine Übergabe ({mode}) wurde nach {done} von {sets} unterbrochen</translation>
    </message>
    <message>
        <source>A transfer to {destination} ({mode}) had been interrupted after {done} of {sets}; it was put in order.</source>
        <translation>Eine Übergabe nach {destination} ({mode}) war nach {done} von {sets} unterbrochen worden; sie wurde in Ordnung gebracht.</translation>
    </message>
    <message>
        <source>A transfer to {destination} ({mode}) was interrupted after {done} of {sets}</source>
        <translation>Eine Übergabe nach {destination} ({mode}) wurde nach {done} von {sets} unterbrochen</translation>
    </message>
    <message>
        <source>All rows have length 1: the text features were normalised, and the teacher wants them as they were.</source>
        <translation>Alle Zeilen haben die Länge 1: die Textmerkmale wurden normiert, und der Lehrer will sie, wie sie waren.</translation>
    </message>
    <message>
        <source>Another Keepers window or command is copying or moving photos. This could begin only when it is done.</source>
        <translation>Ein anderes Fenster oder ein anderer Befehl von Keepers kopiert oder verschiebt gerade Fotos. Dies könnte erst beginnen, wenn es fertig ist.</translation>
    </message>
    <message>
        <source>Another Keepers window or command is copying or moving photos. Wait until it is done, then try again.</source>
        <translation>Ein anderes Fenster oder ein Befehl von Keepers kopiert oder verschiebt gerade Fotos. Warten Sie, bis das fertig ist, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>Another file is at {home} by now.</source>
        <translation>In {home} liegt inzwischen eine andere Datei.</translation>
    </message>
    <message>
        <source>Another file named {name} is there.</source>
        <translation>Eine andere Datei namens {name} ist dort.</translation>
    </message>
    <message>
        <source>Another photo&apos;s {name} is there: they would share a sidecar.</source>
        <translation>Dort liegt {name} eines anderen Fotos: sie hätten eine gemeinsame Begleitdatei.</translation>
    </message>
    <message>
        <source>Another program keeps writing files of the same name there.</source>
        <translation>Ein anderes Programm schreibt dort immer wieder Dateien desselben Namens.</translation>
    </message>
    <message>
        <source>CLIP ViT-L/14 is not here yet. Download it with &apos;keepers models download clip-vit-l14&apos;, or give a finished table or a folder with CLIP: &apos;keepers models prepare-text --from FILE&apos;.</source>
        <translation>CLIP ViT-L/14 ist noch nicht da. Laden Sie es mit &apos;keepers models download clip-vit-l14&apos;, oder geben Sie eine fertige Tabelle oder einen Ordner mit CLIP an: &apos;keepers models prepare-text --from FILE&apos;.</translation>
    </message>
    <message>
        <source>Cannot allocate memory</source>
        <translation>der Speicher reicht nicht</translation>
    </message>
    <message>
        <source>Changing it would have changed something else, so it was left as it is.</source>
        <translation>Eine Änderung hätte noch etwas anderes geändert; deshalb blieb sie, wie sie ist.</translation>
    </message>
    <message>
        <source>Changing its XMP would have changed something else, so it was left as it is.</source>
        <translation>Eine Änderung ihres XMP hätte noch etwas anderes geändert; deshalb blieb sie, wie sie ist.</translation>
    </message>
    <message>
        <source>Check the disk, card or share, then do the same again: what is done is not done twice.</source>
        <translation>Prüfen Sie das Laufwerk, die Karte oder das Netzlaufwerk, und tun Sie dann dasselbe noch einmal: was getan ist, geschieht nicht zweimal.</translation>
    </message>
    <message>
        <source>Connection refused</source>
        <translation>die Verbindung wurde abgelehnt</translation>
    </message>
    <message>
        <source>Connection timed out</source>
        <translation>keine Antwort in der üblichen Zeit</translation>
    </message>
    <message>
        <source>Decoding this photo needs more memory than there is.</source>
        <translation>Dieses Foto zu lesen braucht mehr Speicher, als da ist.</translation>
    </message>
    <message>
        <source>Device or resource busy</source>
        <translation>das Gerät ist beschäftigt</translation>
    </message>
    <message>
        <source>Disk quota exceeded</source>
        <translation>das Kontingent ist erschöpft</translation>
    </message>
    <message>
        <source>File name too long</source>
        <translation>der Dateiname ist zu lang</translation>
    </message>
    <message>
        <source>File too large</source>
        <translation>die Datei ist zu groß</translation>
    </message>
    <message>
        <source>Free some space, then do the same again: what is done is not done twice.</source>
        <translation>Schaffen Sie Platz, und tun Sie dann dasselbe noch einmal: was getan ist, geschieht nicht zweimal.</translation>
    </message>
    <message>
        <source>HF_HUB_OFFLINE is set, so {title} is not downloaded. Unset it, or copy the files of {repository} to {target} from another machine.</source>
        <translation>HF_HUB_OFFLINE ist gesetzt; deshalb wird {title} nicht geladen. Heben Sie das auf, oder kopieren Sie die Dateien von {repository} von einem anderen Rechner nach {target}.</translation>
    </message>
    <message>
        <source>Hard links work only within one disk, and {destination} is on another than the photos. Copy them instead.</source>
        <translation>Feste Verknüpfungen gibt es nur innerhalb eines Laufwerks, und {destination} liegt auf einem anderen als die Fotos. Kopieren Sie sie stattdessen.</translation>
    </message>
    <message>
        <source>Host is down</source>
        <translation>der andere Rechner ist aus</translation>
    </message>
    <message>
        <source>If any of it has been brought over, it would be taken back then; which files shows when it is in order.</source>
        <translation>Was davon schon hinübergebracht ist, würde dann zurückgenommen; welche Dateien das sind, zeigt sich, wenn sie in Ordnung ist.</translation>
    </message>
    <message>
        <source>Input/output error</source>
        <translation>Fehler beim Lesen oder Schreiben</translation>
    </message>
    <message>
        <source>Is a directory</source>
        <translation>das ist ein Ordner</translation>
    </message>
    <message>
        <source>It cannot be {what}: another program holds it open. Close it there and try again.</source>
        <translation>Sie kann nicht {what} werden: ein anderes Programm hält sie offen. Schließen Sie sie dort, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>It cannot be {what}: there is no permission. Make the file and its folder writable and try again.</source>
        <translation>Sie kann nicht {what} werden: die Rechte fehlen. Machen Sie die Datei und ihren Ordner beschreibbar, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>It cannot be {what}: {strerror}. Check the drive or network share and try again.</source>
        <translation>Sie kann nicht {what} werden: {strerror}. Prüfen Sie das Laufwerk oder das Netzlaufwerk, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>It claims the unknown encoding {declared}.</source>
        <translation>Sie gibt die unbekannte Kodierung {declared} an.</translation>
    </message>
    <message>
        <source>It could not be started ({error}).</source>
        <translation>Er ließ sich nicht starten ({error}).</translation>
    </message>
    <message>
        <source>It crashed ({name}).</source>
        <translation>Er ist abgestürzt ({name}).</translation>
    </message>
    <message>
        <source>It ended with code {code}.</source>
        <translation>Er endete mit dem Code {code}.</translation>
    </message>
    <message>
        <source>It ended with code {code}: {words}.</source>
        <translation>Er endete mit dem Code {code}: {words}.</translation>
    </message>
    <message>
        <source>It has a document type, which XMP does not allow.</source>
        <translation>Sie hat einen Dokumenttyp, was XMP nicht erlaubt.</translation>
    </message>
    <message>
        <source>It holds further pictures behind the first, and its XMP has no room for more.</source>
        <translation>Sie enthält hinter dem ersten noch weitere Bilder, und ihr XMP hat keinen Platz für mehr.</translation>
    </message>
    <message>
        <source>It holds no RDF, so it is not XMP.</source>
        <translation>Sie enthält kein RDF, ist also kein XMP.</translation>
    </message>
    <message>
        <source>It is a link to {readlink}. Copy it, or move the file that it points to.</source>
        <translation>Es ist eine Verknüpfung nach {readlink}. Kopieren Sie es, oder verschieben Sie die Datei, auf die es zeigt.</translation>
    </message>
    <message>
        <source>It is a link, and Keepers does not write through links.</source>
        <translation>Sie ist eine Verknüpfung, und durch Verknüpfungen schreibt Keepers nicht.</translation>
    </message>
    <message>
        <source>It is a link. Keepers does not write through links; replace it by a file.</source>
        <translation>Sie ist eine Verknüpfung. Durch Verknüpfungen schreibt Keepers nicht; ersetzen Sie sie durch eine Datei.</translation>
    </message>
    <message>
        <source>It is as large as a TIFF can be, so its XMP cannot grow.</source>
        <translation>Sie ist so groß, wie ein TIFF sein kann; deshalb kann ihr XMP nicht wachsen.</translation>
    </message>
    <message>
        <source>It is empty.</source>
        <translation>Sie ist leer.</translation>
    </message>
    <message>
        <source>It is larger than 1 GB, so its XMP is not changed.</source>
        <translation>Sie ist größer als 1 GB; deshalb wird ihr XMP nicht geändert.</translation>
    </message>
    <message>
        <source>It is larger than {max_bytes} MB, which no XMP is.</source>
        <translation>Sie ist größer als {max_bytes} MB; so groß ist kein XMP.</translation>
    </message>
    <message>
        <source>It is larger than {max_bytes} MB, which no sidecar is. Move it away.</source>
        <translation>Sie ist größer als {max_bytes} MB; so groß ist keine Begleitdatei. Schieben Sie sie weg.</translation>
    </message>
    <message>
        <source>It is not a JPEG, TIFF or DNG inside, so its XMP is not changed.</source>
        <translation>Dem Inhalt nach ist sie weder JPEG noch TIFF noch DNG; deshalb wird ihr XMP nicht geändert.</translation>
    </message>
    <message>
        <source>It is not a file.</source>
        <translation>Es ist keine Datei.</translation>
    </message>
    <message>
        <source>It is not well-formed XML ({first}).</source>
        <translation>Sie ist kein wohlgeformtes XML ({first}).</translation>
    </message>
    <message>
        <source>It is write-protected, so its XMP is not changed.</source>
        <translation>Sie ist schreibgeschützt; deshalb wird ihr XMP nicht geändert.</translation>
    </message>
    <message>
        <source>It is write-protected. Make it writable and try again.</source>
        <translation>Sie ist schreibgeschützt. Machen Sie sie beschreibbar, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>It reads differently from what was written. Check the drive, and copy it anew.</source>
        <translation>Gelesen wird etwas anderes, als geschrieben wurde. Prüfen Sie das Laufwerk, und kopieren Sie die Datei neu.</translation>
    </message>
    <message>
        <source>It was ended from outside ({name}), often because memory ran out. Close other programs.</source>
        <translation>Er wurde von außen beendet ({name}), oft weil der Speicher nicht reichte. Schließen Sie andere Programme.</translation>
    </message>
    <message>
        <source>It was ended.</source>
        <translation>Er wurde beendet.</translation>
    </message>
    <message>
        <source>Its XMP has no room for more: a JPEG holds at most 65,502 bytes of it in one piece.</source>
        <translation>Ihr XMP hat keinen Platz für mehr: ein JPEG fasst davon höchstens 65.502 Bytes an einem Stück.</translation>
    </message>
    <message>
        <source>Its XMP is stored in an odd way, so it is not changed.</source>
        <translation>Ihr XMP ist ungewöhnlich abgelegt; deshalb wird es nicht geändert.</translation>
    </message>
    <message>
        <source>Its first directory is damaged, so its XMP is not changed.</source>
        <translation>Ihr erstes Verzeichnis ist beschädigt; deshalb wird ihr XMP nicht geändert.</translation>
    </message>
    <message>
        <source>Its folder cannot be listed: {strerror}.</source>
        <translation>Sein Ordner lässt sich nicht auflisten: {strerror}.</translation>
    </message>
    <message>
        <source>Its folder is no longer there. Check the drive or network share and try again.</source>
        <translation>Ihr Ordner ist nicht mehr da. Prüfen Sie das Laufwerk oder das Netzlaufwerk, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>Its keywords are not written as a list, so Keepers cannot add one.</source>
        <translation>Ihre Stichwörter stehen nicht als Liste da; deshalb kann Keepers keines hinzufügen.</translation>
    </message>
    <message>
        <source>Its name is too long for this system.</source>
        <translation>Ihr Name ist für dieses System zu lang.</translation>
    </message>
    <message>
        <source>Its properties lie in each other, which Keepers cannot change safely.</source>
        <translation>Ihre Angaben stecken ineinander; das kann Keepers nicht sicher ändern.</translation>
    </message>
    <message>
        <source>Its ratings are in extended XMP, which Keepers does not change.</source>
        <translation>Ihre Bewertungen stehen in erweitertem XMP, das Keepers nicht ändert.</translation>
    </message>
    <message>
        <source>Its text does not survive being decoded ({encoding}).</source>
        <translation>Ihr Text übersteht das Dekodieren nicht ({encoding}).</translation>
    </message>
    <message>
        <source>Its text is not in the encoding that it claims ({encoding}).</source>
        <translation>Ihr Text ist nicht so kodiert, wie sie angibt ({encoding}).</translation>
    </message>
    <message>
        <source>JSON text</source>
        <translation>JSON-Text</translation>
    </message>
    <message>
        <source>Keepers has ended several times while it was reading this photo, so it is left alone for a month. Copy the file again from the card, or look at it with another program.</source>
        <translation>Keepers ist an diesem Foto mehrmals abgestürzt, darum bleibt es einen Monat lang ungelesen. Kopieren Sie die Datei noch einmal von der Karte, oder sehen Sie sie mit einem anderen Programm an.</translation>
    </message>
    <message>
        <source>Keepers keeps its catalogue in SQLite or PostgreSQL, not in {backend}. Name a file or a postgresql:// address.</source>
        <translation>Keepers führt seinen Katalog in SQLite oder PostgreSQL, nicht in {backend}. Geben Sie eine Datei oder eine Adresse postgresql:// an.</translation>
    </message>
    <message>
        <source>Move it away and put the newest .bak copy beside it in its place, or name another file with --catalog.</source>
        <translation>Schieben Sie ihn weg, und setzen Sie die neueste .bak-Kopie daneben an seine Stelle, oder geben Sie mit --catalog eine andere Datei an.</translation>
    </message>
    <message>
        <source>Network is unreachable</source>
        <translation>das Netz ist nicht erreichbar</translation>
    </message>
    <message>
        <source>No model is loaded.</source>
        <translation>Kein Modell ist geladen.</translation>
    </message>
    <message>
        <source>No route to host</source>
        <translation>kein Weg zum anderen Rechner</translation>
    </message>
    <message>
        <source>No space left on device</source>
        <translation>kein Platz mehr auf dem Laufwerk</translation>
    </message>
    <message>
        <source>No such device</source>
        <translation>das Gerät gibt es nicht</translation>
    </message>
    <message>
        <source>No such device or address</source>
        <translation>das Gerät ist nicht da</translation>
    </message>
    <message>
        <source>No such file or directory</source>
        <translation>Datei oder Ordner gibt es nicht</translation>
    </message>
    <message>
        <source>Not a directory</source>
        <translation>kein Ordner</translation>
    </message>
    <message>
        <source>Nothing can be taken out of {folder}: it is read-only. Copy the photos, or make it writable.</source>
        <translation>Aus {folder} kann nichts herausgenommen werden: dort darf nur gelesen werden. Kopieren Sie die Fotos, oder machen Sie den Ordner beschreibbar.</translation>
    </message>
    <message>
        <source>ONNX Runtime cannot load the file: {error}</source>
        <translation>ONNX Runtime kann die Datei nicht laden: {error}</translation>
    </message>
    <message>
        <source>ONNX Runtime is used on the CPU only; for {device} choose the engine torch.</source>
        <translation>ONNX Runtime läuft nur auf dem Prozessor; wählen Sie für {device} das Rechenwerk torch.</translation>
    </message>
    <message>
        <source>Operation not permitted</source>
        <translation>nicht erlaubt</translation>
    </message>
    <message>
        <source>Other files with the names of {refused} are in {destination} already: {names}. Nothing was done. Choose another destination, or have them renamed or skipped.</source>
        <translation>Andere Dateien mit den Namen von {refused} sind schon in {destination}: {names}. Nichts wurde getan. Wählen Sie ein anderes Ziel, oder lassen Sie sie umbenennen oder überspringen.</translation>
    </message>
    <message>
        <source>Permission denied</source>
        <translation>keine Berechtigung</translation>
    </message>
    <message>
        <source>PyTorch finds no {device} device here; choose the device auto or cpu.</source>
        <translation>PyTorch findet hier kein Gerät {device}; wählen Sie das Gerät auto oder cpu.</translation>
    </message>
    <message>
        <source>Read-only file system</source>
        <translation>das Laufwerk ist schreibgeschützt</translation>
    </message>
    <message>
        <source>Reading or judging this photo ended the process that scores. {why}</source>
        <translation>Beim Lesen oder Bewerten dieses Fotos endete der Prozess, der bewertet. {why}</translation>
    </message>
    <message>
        <source>Reading this photo ended the process that reads. {why} Copy the file again from the card, or move it out of this folder.</source>
        <translation>Beim Lesen dieses Fotos endete der Prozess, der liest. {why} Kopieren Sie die Datei noch einmal von der Karte, oder nehmen Sie sie aus diesem Ordner.</translation>
    </message>
    <message>
        <source>Reading this photo has ended Keepers or a part of it, so it is left alone. The command &apos;Look for new photos&apos; tries it again, where it can do no harm.</source>
        <translation>An diesem Foto ist Keepers oder ein Teil davon abgestürzt, darum bleibt es ungelesen. Der Befehl „Nach neuen Fotos suchen“ liest es noch einmal dort, wo es nichts anrichten kann.</translation>
    </message>
    <message>
        <source>Stale file handle</source>
        <translation>die Datei auf dem Netzlaufwerk ist nicht mehr gültig</translation>
    </message>
    <message>
        <source>The CLIP model here is not whole: it lacks {missing}. Download it again.</source>
        <translation>Das CLIP-Modell hier ist nicht vollständig: {missing} fehlt. Laden Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The GPU ({device}) has too little memory for this model, even for one photo at a time.</source>
        <translation>Die Grafikkarte ({device}) hat für dieses Modell zu wenig Speicher, selbst für ein Foto auf einmal.</translation>
    </message>
    <message>
        <source>The architecture {architecture} is not known; known are {architectures}.</source>
        <translation>Die Architektur {architecture} ist nicht bekannt; bekannt sind {architectures}.</translation>
    </message>
    <message>
        <source>The card cannot be read: {strerror}.</source>
        <translation>Die Karte kann nicht gelesen werden: {strerror}.</translation>
    </message>
    <message>
        <source>The card is damaged or made for another version: {error}.</source>
        <translation>Die Karte ist beschädigt oder für eine andere Version gemacht: {error}.</translation>
    </message>
    <message>
        <source>The card is damaged: it is no JSON text. Install the model again.</source>
        <translation>Die Karte ist beschädigt: sie ist kein JSON-Text. Installieren Sie das Modell noch einmal.</translation>
    </message>
    <message>
        <source>The card is far too long to be one; install the model again.</source>
        <translation>Die Karte ist für eine Karte viel zu lang; installieren Sie das Modell noch einmal.</translation>
    </message>
    <message>
        <source>The card of the model {name} has no such file; install the model again.</source>
        <translation>Die Karte des Modells {name} kennt diese Datei nicht; installieren Sie das Modell noch einmal.</translation>
    </message>
    <message>
        <source>The catalogue database {where} does not do its work: {value}. Check that the server runs, that the address and password are right and that its disk has room.</source>
        <translation>Die Datenbank {where} des Katalogs tut ihre Arbeit nicht: {value}. Prüfen Sie, ob der Server läuft, ob Adresse und Passwort stimmen und ob sein Laufwerk Platz hat.</translation>
    </message>
    <message>
        <source>The catalogue {file} cannot be made: its folder does not exist. Create the folder, or name another file with --catalog.</source>
        <translation>Der Katalog {file} kann nicht angelegt werden: seinen Ordner gibt es nicht. Legen Sie den Ordner an, oder geben Sie mit --catalog eine andere Datei an.</translation>
    </message>
    <message>
        <source>The catalogue {file} cannot be reached: {strerror}. Check the folder, or name another file with --catalog.</source>
        <translation>Der Katalog {file} ist nicht erreichbar: {strerror}. Prüfen Sie den Ordner, oder geben Sie mit --catalog eine andere Datei an.</translation>
    </message>
    <message>
        <source>The catalogue {file} cannot be read and written. Make it writable, or name another file with --catalog.</source>
        <translation>Der Katalog {file} kann nicht gelesen und geschrieben werden. Machen Sie ihn beschreibbar, oder geben Sie mit --catalog eine andere Datei an.</translation>
    </message>
    <message>
        <source>The catalogue {file} has to be brought up to date, but a backup copy cannot be written beside it: {error}. Free some space or make the folder writable, then start again; the catalogue is unchanged.</source>
        <translation>Der Katalog {file} muss auf den neuen Stand gebracht werden, aber eine Sicherungskopie daneben lässt sich nicht schreiben: {error}. Schaffen Sie Platz, oder machen Sie den Ordner beschreibbar, und starten Sie dann neu; der Katalog ist unverändert.</translation>
    </message>
    <message>
        <source>The catalogue {file} is a folder. Name a file instead, for example {file2}.</source>
        <translation>Der Katalog {file} ist ein Ordner. Geben Sie stattdessen eine Datei an, zum Beispiel {file2}.</translation>
    </message>
    <message>
        <source>The catalogue {file} needs a folder that can be written. Make it writable, or name another file with --catalog.</source>
        <translation>Der Katalog {file} braucht einen Ordner, in den geschrieben werden kann. Machen Sie ihn beschreibbar, oder geben Sie mit --catalog eine andere Datei an.</translation>
    </message>
    <message>
        <source>The catalogue {name} has to be brought up to date before a dry run can look into it. Open it once in Keepers, or run the command without --dry-run.</source>
        <translation>Der Katalog {name} muss auf den neuen Stand gebracht werden, bevor ein Probelauf hineinsehen kann. Öffnen Sie ihn einmal in Keepers, oder starten Sie den Befehl ohne --dry-run.</translation>
    </message>
    <message>
        <source>The catalogue {name} needs the Python package {name2}. Install it with: pip install &apos;keepers[postgresql]&apos;</source>
        <translation>Der Katalog {name} braucht das Python-Paket {name2}. Installieren Sie es mit: pip install &apos;keepers[postgresql]&apos;</translation>
    </message>
    <message>
        <source>The catalogue {name} was written by a newer Keepers (revision {revision}, this program knows {head}). Update Keepers, or name another file with --catalog.</source>
        <translation>Den Katalog {name} hat ein neueres Keepers geschrieben (Stand {revision}, dieses Programm kennt {head}). Aktualisieren Sie Keepers, oder geben Sie mit --catalog eine andere Datei an.</translation>
    </message>
    <message>
        <source>The catalogue {where} cannot be opened. Check that its folder exists and is writable, or name another file with --catalog.</source>
        <translation>Der Katalog {where} kann nicht geöffnet werden. Prüfen Sie, ob es seinen Ordner gibt und ob dort geschrieben werden kann, oder geben Sie mit --catalog eine andere Datei an.</translation>
    </message>
    <message>
        <source>The catalogue {where} cannot be read or written because the disk reports an error or was taken away. Check the drive and its free space, then start again.</source>
        <translation>Der Katalog {where} kann nicht gelesen oder geschrieben werden, weil das Laufwerk einen Fehler meldet oder entfernt wurde. Prüfen Sie das Laufwerk und seinen freien Platz, und starten Sie dann neu.</translation>
    </message>
    <message>
        <source>The catalogue {where} cannot be written. Make the file and its folder writable, or name another file with --catalog.</source>
        <translation>Der Katalog {where} kann nicht geschrieben werden. Machen Sie die Datei und ihren Ordner beschreibbar, oder geben Sie mit --catalog eine andere Datei an.</translation>
    </message>
    <message>
        <source>The catalogue {where} cannot grow because the disk is full. Free some space and try again; what was saved is safe.</source>
        <translation>Der Katalog {where} kann nicht wachsen, weil das Laufwerk voll ist. Schaffen Sie Platz, und versuchen Sie es noch einmal; was gespeichert war, ist sicher.</translation>
    </message>
    <message>
        <source>The catalogue {where} is damaged. Move it away and put the newest .bak copy beside it in its place, or name another file with --catalog.</source>
        <translation>Der Katalog {where} ist beschädigt. Schieben Sie ihn weg, und setzen Sie die neueste .bak-Kopie daneben an seine Stelle, oder geben Sie mit --catalog eine andere Datei an.</translation>
    </message>
    <message>
        <source>The catalogue {where} is locked by another program. Close other Keepers windows or wait until they are done, then try again.</source>
        <translation>Den Katalog {where} hält ein anderes Programm besetzt. Schließen Sie andere Fenster von Keepers, oder warten Sie, bis sie fertig sind, und versuchen Sie es dann noch einmal.</translation>
    </message>
    <message>
        <source>The catalogue {where} is not a catalogue, or is damaged. Move it away and put the newest .bak copy beside it in its place, or name another file with --catalog.</source>
        <translation>Der Katalog {where} ist kein Katalog oder ist beschädigt. Schieben Sie ihn weg, und setzen Sie die neueste .bak-Kopie daneben an seine Stelle, oder geben Sie mit --catalog eine andere Datei an.</translation>
    </message>
    <message>
        <source>The catalogue {where} may not be opened. Make the file and its folder readable and writable, or name another file with --catalog.</source>
        <translation>Der Katalog {where} darf nicht geöffnet werden. Machen Sie die Datei und ihren Ordner lesbar und beschreibbar, oder geben Sie mit --catalog eine andere Datei an.</translation>
    </message>
    <message>
        <source>The configuration of {name} cannot be used: {error}.</source>
        <translation>Die Konfiguration von {name} kann nicht benutzt werden: {error}.</translation>
    </message>
    <message>
        <source>The destination does not take the name {name}: {what}.</source>
        <translation>Das Ziel nimmt den Namen {name} nicht an: {what}.</translation>
    </message>
    <message>
        <source>The destination {nearest} cannot be reached: {strerror}. Choose another.</source>
        <translation>Das Ziel {nearest} ist nicht erreichbar: {strerror}. Wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>The device has too little memory for the batch.</source>
        <translation>Das Gerät hat für den Stapel zu wenig Speicher.</translation>
    </message>
    <message>
        <source>The device {device} is not known; choose one of {devices}.</source>
        <translation>Das Gerät {device} ist nicht bekannt; wählen Sie eines von {devices}.</translation>
    </message>
    <message>
        <source>The disk became full, and nothing was kept. Free some space, or choose another place with KEEPERS_DATA_DIR.</source>
        <translation>Das Laufwerk wurde voll, und nichts wurde behalten. Schaffen Sie Platz, oder wählen Sie mit KEEPERS_DATA_DIR einen anderen Ort.</translation>
    </message>
    <message>
        <source>The disk has {free} GB left where {needed} GB are needed. Free some space, or choose another place with KEEPERS_DATA_DIR.</source>
        <translation>Das Laufwerk hat noch {free} GB, wo {needed} GB nötig sind. Schaffen Sie Platz, oder wählen Sie mit KEEPERS_DATA_DIR einen anderen Ort.</translation>
    </message>
    <message>
        <source>The disk of {destination} does not answer: {strerror}. Choose another.</source>
        <translation>Das Laufwerk von {destination} antwortet nicht: {strerror}. Wählen Sie ein anderes.</translation>
    </message>
    <message>
        <source>The disk of {parent} is full. {advice}</source>
        <translation>Das Laufwerk von {parent} ist voll. {advice}</translation>
    </message>
    <message>
        <source>The disk of {parent} knows no hard links. Copy the photos instead.</source>
        <translation>Das Laufwerk von {parent} kennt keine festen Verknüpfungen. Kopieren Sie die Fotos stattdessen.</translation>
    </message>
    <message>
        <source>The disk or share of {destination} was taken away. Bring it back, then do the same again.</source>
        <translation>Das Laufwerk oder Netzlaufwerk von {destination} wurde entfernt. Schließen Sie es wieder an, und tun Sie dann dasselbe noch einmal.</translation>
    </message>
    <message>
        <source>The disk, card or share of the photos does not answer: {what}. Plug it in again, then do the same again.</source>
        <translation>Das Laufwerk, die Karte oder das Netzlaufwerk der Fotos antwortet nicht: {what}. Schließen Sie es wieder an, und tun Sie dann dasselbe noch einmal.</translation>
    </message>
    <message>
        <source>The engine {engine} is not known; choose one of {engines}.</source>
        <translation>Das Rechenwerk {engine} ist nicht bekannt; wählen Sie eines von {engines}.</translation>
    </message>
    <message>
        <source>The entry {name} is no tensor, so this is no released checkpoint.</source>
        <translation>Der Eintrag {name} ist kein Tensor; das ist also kein veröffentlichter Checkpoint.</translation>
    </message>
    <message>
        <source>The file cannot be opened: {errno}.</source>
        <translation>Die Datei kann nicht geöffnet werden: {errno}.</translation>
    </message>
    <message>
        <source>The file cannot be put into the trash: {strerror}.</source>
        <translation>Die Datei kann nicht in den Papierkorb gelegt werden: {strerror}.</translation>
    </message>
    <message>
        <source>The file cannot be read: {what}.</source>
        <translation>Die Datei kann nicht gelesen werden: {what}.</translation>
    </message>
    <message>
        <source>The file cannot be written: {strerror}.</source>
        <translation>Die Datei kann nicht geschrieben werden: {strerror}.</translation>
    </message>
    <message>
        <source>The file changed after it was copied, so it was left where it is, too.</source>
        <translation>Die Datei hat sich nach dem Kopieren geändert; deshalb blieb sie auch dort, wo sie ist.</translation>
    </message>
    <message>
        <source>The file changed after the folder was read; read the folder again to score it.</source>
        <translation>Die Datei hat sich geändert, nachdem der Ordner gelesen war; lesen Sie den Ordner noch einmal, um sie zu bewerten.</translation>
    </message>
    <message>
        <source>The file changed while it was being read. It will be read again at the next scan.</source>
        <translation>Die Datei hat sich beim Lesen geändert. Bei der nächsten Suche wird sie wieder gelesen.</translation>
    </message>
    <message>
        <source>The file changed while it was copied. Try again when nothing writes to it.</source>
        <translation>Die Datei hat sich beim Kopieren geändert. Versuchen Sie es noch einmal, wenn nichts mehr in sie schreibt.</translation>
    </message>
    <message>
        <source>The file could not be read: {strerror}. Check the card, drive or network share.</source>
        <translation>Die Datei konnte nicht gelesen werden: {strerror}. Prüfen Sie die Karte, das Laufwerk oder das Netzlaufwerk.</translation>
    </message>
    <message>
        <source>The file ends too early: a part of the photo is missing. Copy it again from the card.</source>
        <translation>Die Datei endet zu früh: ein Teil des Fotos fehlt. Kopieren Sie es noch einmal von der Karte.</translation>
    </message>
    <message>
        <source>The file gives no output named {missing}, which the model&apos;s card promises.</source>
        <translation>Die Datei liefert keine Ausgabe namens {missing}, die die Karte des Modells verspricht.</translation>
    </message>
    <message>
        <source>The file holds no table of weights.</source>
        <translation>Die Datei enthält keine Tabelle von Gewichten.</translation>
    </message>
    <message>
        <source>The file holds no tensor {key}, so it is no text table.</source>
        <translation>Die Datei enthält keinen Tensor {key}, ist also keine Texttabelle.</translation>
    </message>
    <message>
        <source>The file holds several arrays, none of which is called &apos;texts&apos;.</source>
        <translation>Die Datei enthält mehrere Felder, von denen keines &apos;texts&apos; heißt.</translation>
    </message>
    <message>
        <source>The file is damaged and cannot be decoded. Copy it again from the card.</source>
        <translation>Die Datei ist beschädigt und lässt sich nicht lesen. Kopieren Sie sie noch einmal von der Karte.</translation>
    </message>
    <message>
        <source>The file is damaged or belongs to another model: its SHA-256 is not the one on the card. Install the model again.</source>
        <translation>Die Datei ist beschädigt oder gehört zu einem anderen Modell: ihr SHA-256 ist nicht der auf der Karte. Installieren Sie das Modell noch einmal.</translation>
    </message>
    <message>
        <source>The file is damaged or cut off; download it again.</source>
        <translation>Die Datei ist beschädigt oder abgeschnitten; laden Sie sie noch einmal.</translation>
    </message>
    <message>
        <source>The file is damaged or no array of numbers.</source>
        <translation>Die Datei ist beschädigt oder kein Feld von Zahlen.</translation>
    </message>
    <message>
        <source>The file is damaged or no plain array of numbers.</source>
        <translation>Die Datei ist beschädigt oder kein einfaches Feld von Zahlen.</translation>
    </message>
    <message>
        <source>The file is damaged or no safetensors file: {error}.</source>
        <translation>Die Datei ist beschädigt oder keine safetensors-Datei: {error}.</translation>
    </message>
    <message>
        <source>The file is empty. It was probably not copied completely; copy it again.</source>
        <translation>Die Datei ist leer. Wahrscheinlich wurde sie nicht ganz kopiert; kopieren Sie sie noch einmal.</translation>
    </message>
    <message>
        <source>The file is gone: it was moved or deleted after the folder was read.</source>
        <translation>Die Datei ist weg: sie wurde verschoben oder gelöscht, nachdem der Ordner gelesen war.</translation>
    </message>
    <message>
        <source>The file is named without a suffix but holds {head}.</source>
        <translation>Die Datei hat keine Endung und enthält {head}.</translation>
    </message>
    <message>
        <source>The file is named {suffix} but holds {head}.</source>
        <translation>Die Datei heißt {suffix}, enthält aber {head}.</translation>
    </message>
    <message>
        <source>The file is neither a released DP-IQA teacher nor a released student.</source>
        <translation>Die Datei ist weder ein veröffentlichter DP-IQA-Lehrer noch ein veröffentlichter Schüler.</translation>
    </message>
    <message>
        <source>The file is no longer there.</source>
        <translation>Die Datei ist nicht mehr da.</translation>
    </message>
    <message>
        <source>The file is refused: it is no plain array, and reading it could run code.</source>
        <translation>Die Datei wird abgelehnt: sie ist kein einfaches Feld, und sie zu lesen könnte Code ausführen.</translation>
    </message>
    <message>
        <source>The file is refused: it is no plain table of weights, and reading it could run foreign code.</source>
        <translation>Die Datei wird abgelehnt: sie ist keine einfache Tabelle von Gewichten, und sie zu lesen könnte fremden Code ausführen.</translation>
    </message>
    <message>
        <source>The file is too large for the file system of the destination (FAT32 ends at 4 GB).</source>
        <translation>Die Datei ist für das Dateisystem des Ziels zu groß (FAT32 endet bei 4 GB).</translation>
    </message>
    <message>
        <source>The file may not be read; allow it and try again.</source>
        <translation>Die Datei darf nicht gelesen werden; erlauben Sie es, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The file&apos;s name is too long for this system.</source>
        <translation>Der Dateiname ist für dieses System zu lang.</translation>
    </message>
    <message>
        <source>The folder cannot be listed: {strerror}. Check the drive or network share.</source>
        <translation>Der Ordner lässt sich nicht auflisten: {strerror}. Prüfen Sie das Laufwerk oder das Netzlaufwerk.</translation>
    </message>
    <message>
        <source>The folder could not be listed: {strerror}. Check the card, drive or network share.</source>
        <translation>Der Ordner ließ sich nicht auflisten: {strerror}. Prüfen Sie die Karte, das Laufwerk oder das Netzlaufwerk.</translation>
    </message>
    <message>
        <source>The folder holds no CLIP model that can be used: {reason}</source>
        <translation>Der Ordner enthält kein brauchbares CLIP-Modell: {reason}</translation>
    </message>
    <message>
        <source>The folder is no longer there.</source>
        <translation>Der Ordner ist nicht mehr da.</translation>
    </message>
    <message>
        <source>The folder of models cannot be read: {strerror}.</source>
        <translation>Der Ordner der Modelle kann nicht gelesen werden: {strerror}.</translation>
    </message>
    <message>
        <source>The hub answers with another revision of {repository} ({commit}) than the pinned one ({revision}); nothing was kept. Check HF_ENDPOINT.</source>
        <translation>Der Hub antwortet mit einem anderen Stand von {repository} ({commit}) als dem festgelegten ({revision}); nichts wurde behalten. Prüfen Sie HF_ENDPOINT.</translation>
    </message>
    <message>
        <source>The hub holds another file than expected ({expected} bytes instead of {size}); nothing was kept. Update Keepers.</source>
        <translation>Der Hub hat eine andere Datei als erwartet ({expected} Bytes statt {size}); nichts wurde behalten. Aktualisieren Sie Keepers.</translation>
    </message>
    <message>
        <source>The largest number of keepers is {max_count}; give 0 or more.</source>
        <translation>Die größte Zahl der Ausbeute ist {max_count}; geben Sie 0 oder mehr an.</translation>
    </message>
    <message>
        <source>The least number of stars is {min_stars}; give a number from 0 to 5.</source>
        <translation>Die kleinste Zahl von Sternen ist {min_stars}; geben Sie eine Zahl von 0 bis 5 an.</translation>
    </message>
    <message>
        <source>The least score of a keeper is {min_score}; give a number from 0 to 100.</source>
        <translation>Die kleinste Bewertung der Ausbeute ist {min_score}; geben Sie eine Zahl von 0 bis 100 an.</translation>
    </message>
    <message>
        <source>The link points to a file that does not exist.</source>
        <translation>Die Verknüpfung zeigt auf eine Datei, die es nicht gibt.</translation>
    </message>
    <message>
        <source>The list cannot be written to {to}: a sidecar would be lost. Name another file.</source>
        <translation>Die Liste kann nicht nach {to} geschrieben werden: eine Begleitdatei ginge verloren. Geben Sie eine andere Datei an.</translation>
    </message>
    <message>
        <source>The list cannot be written to {to}: it is a folder. Give the name of a file.</source>
        <translation>Die Liste kann nicht nach {to} geschrieben werden: das ist ein Ordner. Geben Sie den Namen einer Datei an.</translation>
    </message>
    <message>
        <source>The list cannot be written to {to}: that is the name of a photo. Name another file.</source>
        <translation>Die Liste kann nicht nach {to} geschrieben werden: so heißt ein Foto. Geben Sie eine andere Datei an.</translation>
    </message>
    <message>
        <source>The list cannot be written to {to}: {advice}</source>
        <translation>Die Liste kann nicht nach {to} geschrieben werden: {advice}</translation>
    </message>
    <message>
        <source>The list looks like CSV but cannot be read: {error}. Check the file.</source>
        <translation>Die Liste sieht nach CSV aus, kann aber nicht gelesen werden: {error}. Prüfen Sie die Datei.</translation>
    </message>
    <message>
        <source>The list looks like JSON but cannot be read: {error}. Check the file.</source>
        <translation>Die Liste sieht nach JSON aus, kann aber nicht gelesen werden: {error}. Prüfen Sie die Datei.</translation>
    </message>
    <message>
        <source>The model has no card.</source>
        <translation>Das Modell hat keine Karte.</translation>
    </message>
    <message>
        <source>The model {name} comes without an ONNX file, and none can be made here (that takes a cache folder and the packages of keepers[training]); choose the engine torch.</source>
        <translation>Das Modell {name} kommt ohne ONNX-Datei, und hier lässt sich keine machen (dazu braucht es einen Cache-Ordner und die Pakete von keepers[training]); wählen Sie das Rechenwerk torch.</translation>
    </message>
    <message>
        <source>The model {name} gave no number for {positions} of {inputs}.</source>
        <translation>Das Modell {name} gab für {positions} von {inputs} keine Zahl.</translation>
    </message>
    <message>
        <source>The model {name} has not been saved, so it has no file {file}.</source>
        <translation>Das Modell {name} ist nicht gespeichert und hat deshalb keine Datei {file}.</translation>
    </message>
    <message>
        <source>The model {name} was replaced while it was scoring photos. Look at the folder again to have them scored by the new one.</source>
        <translation>Das Modell {name} wurde ersetzt, während es Fotos bewertete. Sehen Sie den Ordner noch einmal durch, damit das neue sie bewertet.</translation>
    </message>
    <message>
        <source>The model&apos;s file cannot be read: {strerror}.</source>
        <translation>Die Datei des Modells kann nicht gelesen werden: {strerror}.</translation>
    </message>
    <message>
        <source>The model&apos;s file is missing; install the model again.</source>
        <translation>Die Datei des Modells fehlt; installieren Sie das Modell noch einmal.</translation>
    </message>
    <message>
        <source>The photo has no pixels.</source>
        <translation>Das Foto hat keine Pixel.</translation>
    </message>
    <message>
        <source>The photo is not there, so no sidecar was written. Check the drive or network share and try again.</source>
        <translation>Das Foto ist nicht da; deshalb wurde keine Begleitdatei geschrieben. Prüfen Sie das Laufwerk oder das Netzlaufwerk, und versuchen Sie es noch einmal.</translation>
    </message>
    <message>
        <source>The photo is there already, beside another {name}.</source>
        <translation>Das Foto ist schon da, neben einer anderen Datei {name}.</translation>
    </message>
    <message>
        <source>The photo is too large: {size} × {size2} pixels are more than {limit} megapixels.</source>
        <translation>Das Foto ist zu groß: {size} × {size2} Pixel sind mehr als {limit} Megapixel.</translation>
    </message>
    <message>
        <source>The preview in this RAW file is damaged, and its sensor data are of an unknown kind.</source>
        <translation>Die Vorschau in dieser RAW-Datei ist beschädigt, und ihre Sensordaten sind von unbekannter Art.</translation>
    </message>
    <message>
        <source>The process that scores ended while it loaded the model. {told}</source>
        <translation>Der Prozess, der bewertet, endete, während er das Modell lud. {told}</translation>
    </message>
    <message>
        <source>The process that scores photos ended {losses} times in a row. {why}</source>
        <translation>Der Prozess, der Fotos bewertet, endete {losses}-mal nacheinander. {why}</translation>
    </message>
    <message>
        <source>The program is being closed.</source>
        <translation>Das Programm wird geschlossen.</translation>
    </message>
    <message>
        <source>The released DP-IQA checkpoints are under the licence CC BY-NC-SA 4.0:
  BY  give credit: Fu, Wang, Yang, Wen, &quot;DP-IQA&quot;, arXiv 2405.19996
  NC  no commercial use; the authors release them for academic use
  SA  what is built on them is passed on under the same licence
The full text: https://creativecommons.org/licenses/by-nc-sa/4.0/
Keepers neither bundles nor fetches them; the converted copy stays on this computer.</source>
        <translation>Die veröffentlichten DP-IQA-Checkpoints stehen unter der Lizenz CC BY-NC-SA 4.0:
  BY  die Urheber nennen: Fu, Wang, Yang, Wen, &quot;DP-IQA&quot;, arXiv 2405.19996
  NC  keine kommerzielle Nutzung; die Autoren geben sie für akademische Zwecke frei
  SA  was darauf aufbaut, wird unter derselben Lizenz weitergegeben
Der volle Text: https://creativecommons.org/licenses/by-nc-sa/4.0/
Keepers liefert sie weder mit, noch lädt es sie; die umgewandelte Kopie bleibt auf diesem Rechner.</translation>
    </message>
    <message>
        <source>The settings cannot be kept in {file}: {strerror}. Make the folder writable.</source>
        <translation>Die Einstellungen lassen sich nicht in {file} speichern: {strerror}. Machen Sie den Ordner beschreibbar.</translation>
    </message>
    <message>
        <source>The system has no trash for this disk: {why}. Move the photos to a folder instead.</source>
        <translation>Das System hat für dieses Laufwerk keinen Papierkorb: {why}. Verschieben Sie die Fotos stattdessen in einen Ordner.</translation>
    </message>
    <message>
        <source>The teacher is still busy with other photos; try again in a moment.</source>
        <translation>Der Lehrer ist noch mit anderen Fotos beschäftigt; versuchen Sie es gleich noch einmal.</translation>
    </message>
    <message>
        <source>The teacher&apos;s process ended in the middle of its work. {why} {judged} of {total} photos are judged and kept; ask again to go on.</source>
        <translation>Der Prozess des Lehrers endete mitten in der Arbeit. {why} {judged} von {total} Fotos sind bewertet und bleiben es; fragen Sie noch einmal, um fortzufahren.</translation>
    </message>
    <message>
        <source>The tensor {name} has shape {shape} where {shape2} is needed.</source>
        <translation>Der Tensor {name} hat die Form {shape}, wo {shape2} nötig ist.</translation>
    </message>
    <message>
        <source>The tensor {name} has the type {dtype} where {dtype2} is needed.</source>
        <translation>Der Tensor {name} hat den Typ {dtype}, wo {dtype2} nötig ist.</translation>
    </message>
    <message>
        <source>The tensor {name} holds values that are no numbers; the file is damaged, download it again.</source>
        <translation>Der Tensor {name} enthält Werte, die keine Zahlen sind; die Datei ist beschädigt, laden Sie sie noch einmal.</translation>
    </message>
    <message>
        <source>The tensor {name} is in the file twice.</source>
        <translation>Der Tensor {name} steht zweimal in der Datei.</translation>
    </message>
    <message>
        <source>The text table cannot be read: {error}. Make it again.</source>
        <translation>Die Texttabelle kann nicht gelesen werden: {error}. Machen Sie sie noch einmal.</translation>
    </message>
    <message>
        <source>The text table has shape {shape} where {shape2} is needed.</source>
        <translation>Die Texttabelle hat die Form {shape}, wo {shape2} nötig ist.</translation>
    </message>
    <message>
        <source>The text table holds values that are no numbers; make it again.</source>
        <translation>Die Texttabelle enthält Werte, die keine Zahlen sind; machen Sie sie noch einmal.</translation>
    </message>
    <message>
        <source>The thumbnail cache {path} cannot be written: {error}. Make the folder writable, free some space, or name another folder with KEEPERS_CACHE_DIR.</source>
        <translation>Der Speicher der Vorschaubilder {path} lässt sich nicht schreiben: {error}. Machen Sie den Ordner beschreibbar, schaffen Sie Platz, oder geben Sie mit KEEPERS_CACHE_DIR einen anderen Ordner an.</translation>
    </message>
    <message>
        <source>The weights belong to another network: {which} ({missing} missing, {unknown} unknown).</source>
        <translation>Die Gewichte gehören zu einem anderen Netz: {which} ({missing} fehlen, {unknown} sind unbekannt).</translation>
    </message>
    <message>
        <source>The weights cannot be read: {error}.</source>
        <translation>Die Gewichte können nicht gelesen werden: {error}.</translation>
    </message>
    <message>
        <source>The {device} device has too little memory for the model {name}, even for one photo at a time. Close other programs that use it, or choose the device cpu.</source>
        <translation>Das Gerät {device} hat für das Modell {name} zu wenig Speicher, selbst für ein Foto auf einmal. Schließen Sie andere Programme, die es benutzen, oder wählen Sie das Gerät cpu.</translation>
    </message>
    <message>
        <source>There are no base weights named {name}; choose one of {base_weights}.</source>
        <translation>Grundgewichte namens {name} gibt es nicht; wählen Sie eines von {base_weights}.</translation>
    </message>
    <message>
        <source>There is a model of this name already; remove it first or choose another name.</source>
        <translation>Ein Modell dieses Namens gibt es schon; entfernen Sie es erst, oder wählen Sie einen anderen Namen.</translation>
    </message>
    <message>
        <source>There is no copy or move to take back.</source>
        <translation>Es gibt keine Kopie und kein Verschieben, das sich zurücknehmen ließe.</translation>
    </message>
    <message>
        <source>There is no folder or file {root}. Check the name, or plug in its drive.</source>
        <translation>Einen Ordner oder eine Datei {root} gibt es nicht. Prüfen Sie den Namen, oder schließen Sie das Laufwerk an.</translation>
    </message>
    <message>
        <source>There is no model named {name}. Installed: {names}.</source>
        <translation>Ein Modell namens {name} gibt es nicht. Installiert: {names}.</translation>
    </message>
    <message>
        <source>There is no permission to look into the folder. Change its permissions and scan again.</source>
        <translation>In den Ordner darf nicht hineingesehen werden. Ändern Sie seine Rechte, und suchen Sie noch einmal.</translation>
    </message>
    <message>
        <source>There is no permission to look into {root}. Change its permissions.</source>
        <translation>In {root} darf nicht hineingesehen werden. Ändern Sie die Rechte.</translation>
    </message>
    <message>
        <source>There is no permission to read the file or to take it out of its folder.</source>
        <translation>Die Datei darf nicht gelesen oder nicht aus ihrem Ordner genommen werden.</translation>
    </message>
    <message>
        <source>There is no permission to read the file. Change its permissions and scan again.</source>
        <translation>Die Datei darf nicht gelesen werden. Ändern Sie ihre Rechte, und suchen Sie noch einmal.</translation>
    </message>
    <message>
        <source>There is no room on the disk. Free some space and try again; the file is as it was.</source>
        <translation>Auf dem Laufwerk ist kein Platz. Schaffen Sie Platz, und versuchen Sie es noch einmal; die Datei ist, wie sie war.</translation>
    </message>
    <message>
        <source>There is no such file.</source>
        <translation>Diese Datei gibt es nicht.</translation>
    </message>
    <message>
        <source>There is no text table here; make it with `keepers models prepare-text`.</source>
        <translation>Hier ist keine Texttabelle; machen Sie sie mit `keepers models prepare-text`.</translation>
    </message>
    <message>
        <source>There is not enough memory to decode the photo. Close other programs.</source>
        <translation>Der Speicher reicht nicht, um das Foto zu lesen. Schließen Sie andere Programme.</translation>
    </message>
    <message>
        <source>There is not enough memory to read this photo. Close other programs.</source>
        <translation>Der Speicher reicht nicht, um dieses Foto einzulesen. Schließen Sie andere Programme.</translation>
    </message>
    <message>
        <source>There is not enough memory to show this photo.</source>
        <translation>Der Speicher reicht nicht, um dieses Foto zu zeigen.</translation>
    </message>
    <message>
        <source>There is too little memory for the batch.</source>
        <translation>Für den Stapel ist zu wenig Speicher da.</translation>
    </message>
    <message>
        <source>This computer has too little memory for it. Close other programs.</source>
        <translation>Dieser Rechner hat dafür zu wenig Speicher. Schließen Sie andere Programme.</translation>
    </message>
    <message>
        <source>This computer has too little memory to score photos. Close other programs.</source>
        <translation>Dieser Computer hat zu wenig Speicher, um Fotos zu bewerten. Schließen Sie andere Programme.</translation>
    </message>
    <message>
        <source>This is a JPEG XL photo, for which one more package is needed: pip install &apos;keepers[jpegxl]&apos;.</source>
        <translation>Das ist ein JPEG-XL-Foto, für das noch ein Paket nötig ist: pip install &apos;keepers[jpegxl]&apos;.</translation>
    </message>
    <message>
        <source>This is a folder, not a file.</source>
        <translation>Das ist ein Ordner, keine Datei.</translation>
    </message>
    <message>
        <source>This is a folder, where a sidecar would be. Rename the folder.</source>
        <translation>Das ist ein Ordner, wo eine Begleitdatei wäre. Benennen Sie den Ordner um.</translation>
    </message>
    <message>
        <source>This is a folder; name the checkpoint file in it.</source>
        <translation>Das ist ein Ordner; wählen Sie die Checkpoint-Datei darin.</translation>
    </message>
    <message>
        <source>This is not a regular file, so it is not used as a sidecar. Move it away.</source>
        <translation>Das ist keine gewöhnliche Datei und wird nicht als Begleitdatei benutzt. Schieben Sie sie weg.</translation>
    </message>
    <message>
        <source>This is not a regular file.</source>
        <translation>Das ist keine gewöhnliche Datei.</translation>
    </message>
    <message>
        <source>This photo was not read, for the process that reads kept ending. {why} Open the folder again to try once more.</source>
        <translation>Dieses Foto wurde nicht gelesen, denn der Prozess, der liest, endete immer wieder. {why} Öffnen Sie den Ordner noch einmal, um es erneut zu versuchen.</translation>
    </message>
    <message>
        <source>This sidecar cannot be read: {error}</source>
        <translation>Diese Begleitdatei kann nicht gelesen werden: {error}</translation>
    </message>
    <message>
        <source>This sidecar was left as it is. {error} The decision is kept in Keepers; mend or move the sidecar away, then write again.</source>
        <translation>Diese Begleitdatei blieb, wie sie ist. {error} Die Entscheidung bleibt in Keepers; reparieren Sie die Begleitdatei, oder schieben Sie sie weg, und schreiben Sie dann noch einmal.</translation>
    </message>
    <message>
        <source>Too many levels of symbolic links</source>
        <translation>zu viele Verknüpfungen hintereinander</translation>
    </message>
    <message>
        <source>Too many open files</source>
        <translation>zu viele offene Dateien</translation>
    </message>
    <message>
        <source>Transport endpoint is not connected</source>
        <translation>die Verbindung ist getrennt</translation>
    </message>
    <message>
        <source>What arrived in {parent} is not what was sent. The disk or its cable fails; use another one.</source>
        <translation>Was in {parent} ankam, ist nicht, was geschickt wurde. Das Laufwerk oder sein Kabel versagt; nehmen Sie ein anderes.</translation>
    </message>
    <message>
        <source>What arrived is not what the hub promised (its SHA-256 differs). Download it again.</source>
        <translation>Was ankam, ist nicht, was der Hub versprach (SHA-256 weicht ab). Laden Sie es noch einmal.</translation>
    </message>
    <message>
        <source>What has arrived is kept; run the command again to go on.</source>
        <translation>Was angekommen ist, bleibt; beim nächsten Mal geht es von dort weiter.</translation>
    </message>
    <message>
        <source>Where {name} lies in the trash is not known. Put it back with the file manager.</source>
        <translation>Wo {name} im Papierkorb liegt, ist nicht bekannt. Holen Sie es mit dem Dateimanager zurück.</translation>
    </message>
    <message>
        <source>XML text</source>
        <translation>XML-Text</translation>
    </message>
    <message>
        <source>[Errno {errno}] {strerror}: {filename}</source>
        <translation>{strerror}: {filename} (Errno {errno})</translation>
    </message>
    <message>
        <source>a 7z archive</source>
        <translation>ein 7z-Archiv</translation>
    </message>
    <message>
        <source>a BMP image</source>
        <translation>ein BMP-Bild</translation>
    </message>
    <message>
        <source>a GIF image</source>
        <translation>ein GIF-Bild</translation>
    </message>
    <message>
        <source>a GIMP document</source>
        <translation>ein GIMP-Dokument</translation>
    </message>
    <message>
        <source>a HEIC image</source>
        <translation>ein HEIC-Bild</translation>
    </message>
    <message>
        <source>a JPEG 2000 image</source>
        <translation>ein JPEG-2000-Bild</translation>
    </message>
    <message>
        <source>a JPEG XL image</source>
        <translation>ein JPEG-XL-Bild</translation>
    </message>
    <message>
        <source>a JPEG image</source>
        <translation>ein JPEG-Bild</translation>
    </message>
    <message>
        <source>a PDF document</source>
        <translation>ein PDF-Dokument</translation>
    </message>
    <message>
        <source>a PNG image</source>
        <translation>ein PNG-Bild</translation>
    </message>
    <message>
        <source>a Photoshop document</source>
        <translation>ein Photoshop-Dokument</translation>
    </message>
    <message>
        <source>a RAR archive</source>
        <translation>ein RAR-Archiv</translation>
    </message>
    <message>
        <source>a RAW photo</source>
        <translation>ein RAW-Foto</translation>
    </message>
    <message>
        <source>a TIFF image</source>
        <translation>ein TIFF-Bild</translation>
    </message>
    <message>
        <source>a WebP image</source>
        <translation>ein WebP-Bild</translation>
    </message>
    <message>
        <source>a ZIP archive</source>
        <translation>ein ZIP-Archiv</translation>
    </message>
    <message>
        <source>a gzip archive</source>
        <translation>ein gzip-Archiv</translation>
    </message>
    <message>
        <source>a part of its path is a file, not a folder. Choose another place.</source>
        <translation>ein Teil des Pfads ist eine Datei, kein Ordner. Wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>a video</source>
        <translation>ein Video</translation>
    </message>
    <message>
        <source>an AVIF image</source>
        <translation>ein AVIF-Bild</translation>
    </message>
    <message>
        <source>an HTML page</source>
        <translation>eine HTML-Seite</translation>
    </message>
    <message>
        <source>an SVG drawing</source>
        <translation>eine SVG-Zeichnung</translation>
    </message>
    <message>
        <source>copy</source>
        <translation>Kopieren</translation>
    </message>
    <message>
        <source>its folder does not exist. Create the folder or choose another place.</source>
        <translation>den Ordner gibt es nicht. Legen Sie ihn an, oder wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>link</source>
        <translation>Verknüpfen</translation>
    </message>
    <message>
        <source>macOS file attributes</source>
        <translation>Dateiattribute von macOS</translation>
    </message>
    <message>
        <source>move</source>
        <translation>Verschieben</translation>
    </message>
    <message>
        <source>no permission</source>
        <translation>die Rechte fehlen</translation>
    </message>
    <message>
        <source>nothing but zeros</source>
        <translation>nichts als Nullen</translation>
    </message>
    <message>
        <source>plain text</source>
        <translation>einfachen Text</translation>
    </message>
    <message>
        <source>read</source>
        <translation>gelesen</translation>
    </message>
    <message>
        <source>trash</source>
        <translation>Papierkorb</translation>
    </message>
    <message>
        <source>unknown data</source>
        <translation>unbekannte Daten</translation>
    </message>
    <message>
        <source>writing there is not allowed. Choose another place or change the permissions of the folder.</source>
        <translation>dort darf nicht geschrieben werden. Wählen Sie einen anderen Ort, oder ändern Sie die Rechte des Ordners.</translation>
    </message>
    <message>
        <source>written</source>
        <translation>geschrieben</translation>
    </message>
    <message>
        <source>{destination} cannot be reached: {strerror}.</source>
        <translation>{destination} ist nicht erreichbar: {strerror}.</translation>
    </message>
    <message>
        <source>{destination} has {free} free, but {sets} with what belongs to them need {needed}. Free some space or choose another destination; nothing was copied.</source>
        <translation>{destination} hat {free} frei, aber {sets} mit allem, was dazugehört, brauchen {needed}. Schaffen Sie Platz, oder wählen Sie ein anderes Ziel; nichts wurde kopiert.</translation>
    </message>
    <message>
        <source>{destination} is not there, so the transfer to it that was interrupted stays as it is.</source>
        <translation>{destination} ist nicht da; deshalb bleibt die unterbrochene Übergabe dorthin, wie sie ist.</translation>
    </message>
    <message>
        <source>{endpoint} answers {code} {reason}. Try later. {again}</source>
        <translation>{endpoint} antwortet {code} {reason}. Versuchen Sie es später. {again}</translation>
    </message>
    <message>
        <source>{endpoint} cannot be reached ({reason}). Check the network, or set HTTPS_PROXY where one is needed. {again}</source>
        <translation>{endpoint} ist nicht erreichbar ({reason}). Prüfen Sie das Netz, oder setzen Sie HTTPS_PROXY, wo einer nötig ist. {again}</translation>
    </message>
    <message>
        <source>{endpoint} does not give out {repository} at revision {revision} (answer {code}); it may have moved. Update Keepers, or name another hub with HF_ENDPOINT.</source>
        <translation>{endpoint} gibt {repository} im Stand {revision} nicht heraus (Antwort {code}); vielleicht ist es umgezogen. Aktualisieren Sie Keepers, oder geben Sie mit HF_ENDPOINT einen anderen Hub an.</translation>
    </message>
    <message>
        <source>{file} is a database of another program, not a Keepers catalogue. Name another file with --catalog.</source>
        <translation>{file} ist eine Datenbank eines anderen Programms, kein Katalog von Keepers. Geben Sie mit --catalog eine andere Datei an.</translation>
    </message>
    <message>
        <source>{folder} cannot be removed: {strerror}.</source>
        <translation>{folder} kann nicht entfernt werden: {strerror}.</translation>
    </message>
    <message>
        <source>{folder} is a file, not a folder. Choose another destination.</source>
        <translation>{folder} ist eine Datei, kein Ordner. Wählen Sie ein anderes Ziel.</translation>
    </message>
    <message>
        <source>{gone} is no longer there. Check the disk or share.</source>
        <translation>{gone} ist nicht mehr da. Prüfen Sie das Laufwerk oder das Netzlaufwerk.</translation>
    </message>
    <message>
        <source>{keepers} of {total}; left out: {left}.</source>
        <translation>{keepers} von {total}; nicht dabei: {left}.</translation>
    </message>
    <message>
        <source>{most_names} files of this name are in {folder} already.</source>
        <translation>{most_names} Dateien dieses Namens sind schon in {folder}.</translation>
    </message>
    <message>
        <source>{name} cannot be a model&apos;s name: take letters, digits, &apos;-&apos;, &apos;_&apos; and &apos;.&apos;, beginning with a letter or digit, 64 at most.</source>
        <translation>{name} kann kein Modellname sein: nehmen Sie Buchstaben, Ziffern, &apos;-&apos;, &apos;_&apos; und &apos;.&apos;, mit einem Buchstaben oder einer Ziffer am Anfang, höchstens 64.</translation>
    </message>
    <message>
        <source>{name} changed at the destination meanwhile. Do the same again.</source>
        <translation>{name} hat sich inzwischen am Ziel geändert. Tun Sie dasselbe noch einmal.</translation>
    </message>
    <message>
        <source>{name} is in both places: {reason}</source>
        <translation>{name} ist an beiden Orten: {reason}</translation>
    </message>
    <message>
        <source>{name} is larger than {largest} MB. That is no list of names.</source>
        <translation>{name} ist größer als {largest} MB. Das ist keine Liste von Namen.</translation>
    </message>
    <message>
        <source>{name} is no text. Give a list of names as txt, csv or json.</source>
        <translation>{name} ist kein Text. Geben Sie eine Liste von Namen als txt, csv oder json an.</translation>
    </message>
    <message>
        <source>{name} is not the address of a database: {error}. Name a file or a postgresql:// address.</source>
        <translation>{name} ist keine Adresse einer Datenbank: {error}. Geben Sie eine Datei oder eine Adresse postgresql:// an.</translation>
    </message>
    <message>
        <source>{name} is part of Keepers and cannot be removed.</source>
        <translation>{name} gehört zu Keepers und kann nicht entfernt werden.</translation>
    </message>
    <message>
        <source>{name} was changed after it was copied; it stays.</source>
        <translation>{name} wurde nach dem Kopieren geändert; es bleibt.</translation>
    </message>
    <message>
        <source>{name} was not decoded in {rehearsal_s} seconds.</source>
        <translation>„{name}“ war nach {rehearsal_s} Sekunden noch nicht dekodiert.</translation>
    </message>
    <message>
        <source>{nearest} is a file, not a folder. Choose a folder as the destination.</source>
        <translation>{nearest} ist eine Datei, kein Ordner. Wählen Sie einen Ordner als Ziel.</translation>
    </message>
    <message>
        <source>{nearest} may not be written to. Change its permissions or choose another destination.</source>
        <translation>In {nearest} darf nicht geschrieben werden. Ändern Sie die Rechte, oder wählen Sie ein anderes Ziel.</translation>
    </message>
    <message>
        <source>{now} is no longer there.</source>
        <translation>{now} ist nicht mehr da.</translation>
    </message>
    <message>
        <source>{parent} cannot be written to: {what}. {advice}</source>
        <translation>In {parent} kann nicht geschrieben werden: {what}. {advice}</translation>
    </message>
    <message>
        <source>{parent} may not be written to. Change its permissions or choose another.</source>
        <translation>In {parent} darf nicht geschrieben werden. Ändern Sie die Rechte, oder wählen Sie einen anderen Ordner.</translation>
    </message>
    <message>
        <source>{path} cannot be made: {strerror}. Make its folder writable.</source>
        <translation>{path} kann nicht angelegt werden: {strerror}. Machen Sie den Ordner beschreibbar.</translation>
    </message>
    <message>
        <source>{path} is a teacher, and the text table that teachers need is not made yet. Make it once: keepers models prepare-text</source>
        <translation>{path} ist ein Lehrer, und die Texttabelle, die Lehrer brauchen, gibt es noch nicht. Machen Sie sie einmal: keepers models prepare-text</translation>
    </message>
    <message>
        <source>{path}: Another program keeps writing its sidecar. Try again when it is done.</source>
        <translation>{path}: Ein anderes Programm schreibt immer wieder die Begleitdatei. Versuchen Sie es noch einmal, wenn es fertig ist.</translation>
    </message>
    <message>
        <source>{path}: {name} belongs to {rivals}, too, so the decision goes to {name2}.</source>
        <translation>{path}: {name} gehört auch zu {rivals}; deshalb kommt die Entscheidung in {name2}.</translation>
    </message>
    <message>
        <source>{reason} The decision goes to a sidecar instead.</source>
        <translation>{reason} Die Entscheidung kommt stattdessen in eine Begleitdatei.</translation>
    </message>
    <message>
        <source>{root} is not a folder, and by its name not a photo either. Choose a folder of photos.</source>
        <translation>{root} ist kein Ordner und dem Namen nach auch kein Foto. Wählen Sie einen Ordner mit Fotos.</translation>
    </message>
    <message>
        <source>{source} is gone, so {target} may be the only one left; it stays.</source>
        <translation>{source} ist weg, und {target} könnte das einzige sein, das es noch gibt; es bleibt.</translation>
    </message>
    <message>
        <source>{source} was changed, so {target} may be the only one of its kind; it stays.</source>
        <translation>{source} wurde geändert, und {target} könnte das einzige seiner Art sein; es bleibt.</translation>
    </message>
    <message>
        <source>{strerror}. Free some space or choose another place.</source>
        <translation>{strerror}. Schaffen Sie Platz, oder wählen Sie einen anderen Ort.</translation>
    </message>
    <message>
        <source>{target} vanished as soon as it was written. Check the disk or share.</source>
        <translation>{target} verschwand, kaum dass es geschrieben war. Prüfen Sie das Laufwerk oder das Netzlaufwerk.</translation>
    </message>
    <message>
        <source>{was}. It would be put in order first: photos that had begun to leave would be brought over whole, temporary files would be taken away. What is said here does not count with that.</source>
        <translation>{was}. Sie würde zuerst in Ordnung gebracht: Fotos, die schon halb unterwegs waren, würden ganz hinübergebracht und temporäre Dateien entfernt. Was hier gesagt wird, rechnet damit nicht.</translation>
    </message>
    <message>
        <source>{was}. {destination} is not there, so it would stay as it is.</source>
        <translation>{was}. {destination} ist nicht da, also bliebe sie, wie sie ist.</translation>
    </message>
    <message>
        <source>{where} is not the address of a database. Name a file or a postgresql:// address.</source>
        <translation>{where} ist keine Adresse einer Datenbank. Geben Sie eine Datei oder eine Adresse postgresql:// an.</translation>
    </message>
</context>
<context>
    <name>SettingsDialog</name>
    <message>
        <source>Settings</source>
        <translation>Einstellungen</translation>
    </message>
    <message>
        <source>As the system</source>
        <translation>Wie das System</translation>
    </message>
    <message>
        <source>Dark</source>
        <translation>Dunkel</translation>
    </message>
    <message>
        <source>Light</source>
        <translation>Hell</translation>
    </message>
    <message>
        <source>The program that the system has for photos</source>
        <translation>Das Programm, das das System für Fotos hat</translation>
    </message>
    <message>
        <source>Choose…</source>
        <translation>Wählen…</translation>
    </message>
    <message>
        <source>Tell me when a long job ends while I look at another window</source>
        <translation>Mir sagen, wenn eine lange Arbeit endet, während ich ein anderes Fenster ansehe</translation>
    </message>
    <message>
        <source>&amp;Language</source>
        <translation>&amp;Sprache</translation>
    </message>
    <message>
        <source>&amp;Theme</source>
        <translation>&amp;Aussehen</translation>
    </message>
    <message>
        <source>External editor</source>
        <translation>Externer Editor</translation>
    </message>
    <message>
        <source>The language takes effect at the next start.</source>
        <translation>Die Sprache gilt ab dem nächsten Start.</translation>
    </message>
    <message>
        <source>Save</source>
        <translation>Speichern</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
</context>
<context>
    <name>ShownOnly</name>
    <message>
        <source>Only the {photos} shown (1 is hidden by the filter)</source>
        <translation>Nur die gezeigten {photos} (1 blendet der Filter aus)</translation>
    </message>
    <message>
        <source>Only the {photos} shown ({hidden} are hidden by the filter)</source>
        <translation>Nur die gezeigten {photos} ({hidden} blendet der Filter aus)</translation>
    </message>
    <message>
        <source>Only the photo shown ({hidden} hidden by the filter)</source>
        <translation>Nur das gezeigte Foto ({hidden} blendet der Filter aus)</translation>
    </message>
    <message>
        <source>Only photos shown: none ({hidden} hidden by the filter)</source>
        <translation>Nur gezeigte Fotos: keines ({hidden} blendet der Filter aus)</translation>
    </message>
    <message>
        <source>1 of them is hidden by the filter.</source>
        <translation>1 davon blendet der Filter aus.</translation>
    </message>
    <message>
        <source>{number} of them are hidden by the filter.</source>
        <translation>{number} davon blendet der Filter aus.</translation>
    </message>
</context>
<context>
    <name>SidePanel</name>
    <message>
        <source>Photo details</source>
        <translation>Angaben zum Foto</translation>
    </message>
    <message>
        <source>Time</source>
        <translation>Zeit</translation>
    </message>
    <message>
        <source>Camera</source>
        <translation>Kamera</translation>
    </message>
    <message>
        <source>Lens</source>
        <translation>Objektiv</translation>
    </message>
    <message>
        <source>Focal length</source>
        <translation>Brennweite</translation>
    </message>
    <message>
        <source>Exposure</source>
        <translation>Belichtung</translation>
    </message>
    <message>
        <source>ISO</source>
        <translation>ISO</translation>
    </message>
    <message>
        <source>Bias</source>
        <translation>Korrektur</translation>
    </message>
    <message>
        <source>Size</source>
        <translation>Größe</translation>
    </message>
    <message>
        <source>File</source>
        <translation>Datei</translation>
    </message>
    <message>
        <source>{count} photos are selected.</source>
        <translation>{count} Fotos sind ausgewählt.</translation>
    </message>
    <message>
        <source>No photo is selected.</source>
        <translation>Kein Foto ist ausgewählt.</translation>
    </message>
    <message>
        <source>No score</source>
        <translation>Keine Bewertung</translation>
    </message>
    <message>
        <source>Not scored</source>
        <translation>Nicht bewertet</translation>
    </message>
    <message>
        <source>Not scored yet</source>
        <translation>Noch nicht bewertet</translation>
    </message>
    <message>
        <source>Score {score} of 100</source>
        <translation>Bewertung {score} von 100</translation>
    </message>
    <message>
        <source>Score</source>
        <translation>Bewertung</translation>
    </message>
    <message>
        <source>Pick</source>
        <translation>Behalten</translation>
    </message>
    <message>
        <source>Reject</source>
        <translation>Ablehnen</translation>
    </message>
    <message>
        <source>Not decided</source>
        <translation>Unentschieden</translation>
    </message>
    <message>
        <source>Red</source>
        <translation>Rot</translation>
    </message>
    <message>
        <source>Yellow</source>
        <translation>Gelb</translation>
    </message>
    <message>
        <source>Green</source>
        <translation>Grün</translation>
    </message>
    <message>
        <source>Blue</source>
        <translation>Blau</translation>
    </message>
    <message>
        <source>Purple</source>
        <translation>Violett</translation>
    </message>
</context>
<context>
    <name>StackCommands</name>
    <message>
        <source>This photo is in no group.</source>
        <translation>Dieses Foto ist in keiner Gruppe.</translation>
    </message>
    <message>
        <source>There are no groups here.</source>
        <translation>Hier gibt es keine Gruppen.</translation>
    </message>
    <message>
        <source>Stacks are collapsed and expanded in the grid and the loupe: here the photos stay side by side.</source>
        <translation>Stapel werden im Raster und in der Lupe zu- und aufgeklappt: hier bleiben die Fotos nebeneinander.</translation>
    </message>
    <message>
        <source>There is no further group.</source>
        <translation>Es gibt keine weitere Gruppe.</translation>
    </message>
    <message>
        <source>There is no group before this.</source>
        <translation>Davor gibt es keine Gruppe.</translation>
    </message>
    <message>
        <source>An exposure bracket, not duplicates: press again to reject its other {photos}.</source>
        <translation>Eine Belichtungsreihe, keine Doppelten: noch einmal drücken, um die anderen {photos} abzulehnen.</translation>
    </message>
    <message>
        <source>Kept {kept}</source>
        <translation>{kept} behalten</translation>
    </message>
    <message>
        <source>, rejected the other {count} of the group</source>
        <translation>, die {count} anderen der Gruppe abgelehnt</translation>
    </message>
    <message>
        <source>; 1 had been decided otherwise</source>
        <translation>; 1 war anders entschieden</translation>
    </message>
    <message>
        <source>; {count} had been decided otherwise</source>
        <translation>; {count} waren anders entschieden</translation>
    </message>
    <message>
        <source>; {count} hidden by the filter left alone</source>
        <translation>; {count} durch den Filter ausgeblendete unberührt gelassen</translation>
    </message>
    <message>
        <source>Opened the stack: go to the first photo of the new group and split again.</source>
        <translation>Stapel aufgeklappt: gehen Sie zum ersten Foto der neuen Gruppe und teilen Sie noch einmal.</translation>
    </message>
    <message>
        <source>Nothing of the group is before this photo: go to where the new group shall begin.</source>
        <translation>Vor diesem Foto liegt nichts von der Gruppe: gehen Sie dorthin, wo die neue Gruppe beginnen soll.</translation>
    </message>
    <message>
        <source>Split a group of {photos}</source>
        <translation>Gruppe von {photos} geteilt</translation>
    </message>
    <message>
        <source>Select the photos that shall be one group.</source>
        <translation>Wählen Sie die Fotos aus, die eine Gruppe sein sollen.</translation>
    </message>
    <message>
        <source>Merged {photos} into one group</source>
        <translation>{photos} zu einer Gruppe vereint</translation>
    </message>
</context>
<context>
    <name>StartPage</name>
    <message>
        <source>Open a shoot</source>
        <translation>Ein Shooting öffnen</translation>
    </message>
    <message>
        <source>Choose a folder, or drop one here. Keepers scores every photo in it and in its subfolders; you decide what stays. Nothing is ever deleted by a score.</source>
        <translation>Wählen Sie einen Ordner, oder ziehen Sie einen hierher. Keepers bewertet jedes Foto darin und in den Unterordnern; Sie entscheiden, was bleibt. Eine Bewertung löscht nie etwas.</translation>
    </message>
    <message>
        <source>Open folder…</source>
        <translation>Ordner öffnen…</translation>
    </message>
    <message>
        <source>Recent folders</source>
        <translation>Zuletzt geöffnete Ordner</translation>
    </message>
</context>
<context>
    <name>StatusBar</name>
    <message>
        <source>Message</source>
        <translation>Meldung</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Number of photos</source>
        <translation>Zahl der Fotos</translation>
    </message>
    <message>
        <source>Place in the group</source>
        <translation>Platz in der Gruppe</translation>
    </message>
    <message>
        <source>Progress</source>
        <translation>Fortschritt</translation>
    </message>
    <message>
        <source>Pause scoring</source>
        <translation>Bewerten anhalten</translation>
    </message>
    <message>
        <source>Stop; what is scored is kept</source>
        <translation>Anhalten; was bewertet ist, bleibt</translation>
    </message>
    <message>
        <source>{number} photos</source>
        <translation>{number} Fotos</translation>
    </message>
    <message>
        <source>1 photo</source>
        <translation>1 Foto</translation>
    </message>
    <message>
        <source>{number} selected</source>
        <translation>{number} ausgewählt</translation>
    </message>
    <message>
        <source>{number} collapsed under them</source>
        <translation>{number} darunter zugeklappt</translation>
    </message>
    <message>
        <source>Go on scoring</source>
        <translation>Weiter bewerten</translation>
    </message>
    <message>
        <source>Scored {done} of {total}</source>
        <translation>{done} von {total} bewertet</translation>
    </message>
    <message>
        <source>paused</source>
        <translation>angehalten</translation>
    </message>
    <message>
        <source>{rate} photos/s</source>
        <translation>{rate} Fotos/s</translation>
    </message>
    <message>
        <source>{time} left</source>
        <translation>noch {time}</translation>
    </message>
    <message>
        <source>{number} unreadable</source>
        <translation>{number} nicht lesbar</translation>
    </message>
    <message>
        <source>{number} s</source>
        <translation>{number} s</translation>
    </message>
    <message>
        <source>{number} min</source>
        <translation>{number} min</translation>
    </message>
    <message>
        <source>{hours} h {minutes} min</source>
        <translation>{hours} h {minutes} min</translation>
    </message>
</context>
<context>
    <name>SurveyDesk</name>
    <message>
        <source>{first} to {last} of {count} photos; the arrows go on</source>
        <translation>{first} bis {last} von {count} Fotos; die Pfeile gehen weiter</translation>
    </message>
</context>
<context>
    <name>TeacherErrands</name>
    <message>
        <source>Import a released DP-IQA checkpoint</source>
        <translation>Einen veröffentlichten DP-IQA-Checkpoint importieren</translation>
    </message>
    <message>
        <source>Checkpoints (*.pth *.pt);;All files (*)</source>
        <translation>Checkpoints (*.pth *.pt);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Checking {file}</source>
        <translation>{file} wird geprüft</translation>
    </message>
    <message>
        <source>The file is only read; nothing that it holds is run.</source>
        <translation>Die Datei wird nur gelesen; nichts daraus wird ausgeführt.</translation>
    </message>
    <message>
        <source>Converting {file}</source>
        <translation>{file} wird umgewandelt</translation>
    </message>
    <message>
        <source>Imported the model {name}.</source>
        <translation>Das Modell {name} ist importiert.</translation>
    </message>
    <message>
        <source>Download CLIP ViT-L/14</source>
        <translation>CLIP ViT-L/14 laden</translation>
    </message>
    <message>
        <source>Download {size} from {repository}?</source>
        <translation>{size} von {repository} laden?</translation>
    </message>
    <message>
        <source>Revision {revision}, safetensors only, to {folder}. A download that is broken off goes on from there the next time.</source>
        <translation>Revision {revision}, nur safetensors, nach {folder}. Ein abgebrochenes Laden geht beim nächsten Mal von dort weiter.</translation>
    </message>
    <message>
        <source>Download</source>
        <translation>Laden</translation>
    </message>
    <message>
        <source>Downloading CLIP ViT-L/14</source>
        <translation>CLIP ViT-L/14 wird geladen</translation>
    </message>
    <message>
        <source>Asking the hub…</source>
        <translation>Der Hub wird gefragt…</translation>
    </message>
    <message>
        <source>Text table, 1485 x 768</source>
        <translation>Texttabelle, 1485 x 768</translation>
    </message>
    <message>
        <source>Text tables (*.safetensors *.npy *.pt *.pth);;All files (*)</source>
        <translation>Texttabellen (*.safetensors *.npy *.pt *.pth);;Alle Dateien (*)</translation>
    </message>
    <message>
        <source>Making the text table</source>
        <translation>Die Texttabelle wird gemacht</translation>
    </message>
    <message>
        <source>1485 prompts; a few minutes, once.</source>
        <translation>1485 Texte; einige Minuten, einmal.</translation>
    </message>
    <message>
        <source>The text table is ready.</source>
        <translation>Die Texttabelle ist bereit.</translation>
    </message>
    <message>
        <source>It could not be finished. {why}</source>
        <translation>Es konnte nicht beendet werden. {why}</translation>
    </message>
    <message>
        <source>Cancelled.</source>
        <translation>Abgebrochen.</translation>
    </message>
    <message>
        <source>Second opinion</source>
        <translation>Zweite Meinung</translation>
    </message>
</context>
<context>
    <name>TeacherStrip</name>
    <message>
        <source>Second opinion</source>
        <translation>Zweite Meinung</translation>
    </message>
    <message>
        <source>, about {time}</source>
        <translation>, etwa {time}</translation>
    </message>
    <message>
        <source>Loading the teacher{about}…</source>
        <translation>Der Lehrer wird geladen{about}…</translation>
    </message>
    <message>
        <source>Teacher: {done} of {total}</source>
        <translation>Lehrer: {done} von {total}</translation>
    </message>
    <message>
        <source> · {each} a photo</source>
        <translation> · {each} je Foto</translation>
    </message>
    <message>
        <source> · {left} left</source>
        <translation> · noch {left}</translation>
    </message>
    <message>
        <source>Teacher loaded</source>
        <translation>Lehrer geladen</translation>
    </message>
    <message>
        <source>Cancel; what is judged is kept</source>
        <translation>Abbrechen; was bewertet ist, bleibt</translation>
    </message>
    <message>
        <source>Unload the teacher: its memory is freed</source>
        <translation>Lehrer entladen: sein Speicher wird frei</translation>
    </message>
</context>
<context>
    <name>Transfer</name>
    <message>
        <source>1 photo</source>
        <translation>1 Foto</translation>
    </message>
    <message>
        <source>{number} photos</source>
        <translation>{number} Fotos</translation>
    </message>
    <message>
        <source>{photos} with {others} sidecars and partners, {size}.</source>
        <translation>{photos} mit {others} Begleitdateien und Partnern, {size}.</translation>
    </message>
    <message>
        <source>{photos}, {size}.</source>
        <translation>{photos}, {size}.</translation>
    </message>
    <message>
        <source>{size} are free there.</source>
        <translation>{size} sind dort frei.</translation>
    </message>
    <message>
        <source>{photos} stay: they are there already, are links or have vanished.</source>
        <translation>{photos} bleiben: sie sind schon da, sind Verknüpfungen oder verschwunden.</translation>
    </message>
</context>
<context>
    <name>TransferDesk</name>
    <message>
        <source>Nothing is rejected here.</source>
        <translation>Hier ist nichts abgelehnt.</translation>
    </message>
    <message>
        <source>{photos} of the list are hidden by the filter.</source>
        <translation>{photos} der Liste sind durch den Filter ausgeblendet.</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Photos are being handed over already. Wait until that is done.</source>
        <translation>Fotos werden schon übergeben. Warten Sie, bis das fertig ist.</translation>
    </message>
    <message>
        <source>Copying photos</source>
        <translation>Fotos werden kopiert</translation>
    </message>
    <message>
        <source>Moving photos</source>
        <translation>Fotos werden verschoben</translation>
    </message>
    <message>
        <source>Linking photos</source>
        <translation>Fotos werden verknüpft</translation>
    </message>
    <message>
        <source>Putting photos into the trash</source>
        <translation>Fotos kommen in den Papierkorb</translation>
    </message>
    <message>
        <source>A transfer was interrupted after {done} of {photos}. “{command}” goes on.</source>
        <translation>Eine Übergabe wurde nach {done} von {photos} unterbrochen. „{command}“ führt sie fort.</translation>
    </message>
    <message>
        <source> (copy of {photos} to {place})</source>
        <translation> (Kopie: {photos} nach {place})</translation>
    </message>
    <message>
        <source> (move of {photos} to {place})</source>
        <translation> (verschoben: {photos} nach {place})</translation>
    </message>
    <message>
        <source> (links of {photos} in {place})</source>
        <translation> (Verknüpfungen: {photos} in {place})</translation>
    </message>
    <message>
        <source> ({photos} from the trash)</source>
        <translation> ({photos} aus dem Papierkorb)</translation>
    </message>
</context>
<context>
    <name>TransferDialog</name>
    <message>
        <source>Copy or move keepers</source>
        <translation>Ausbeute kopieren oder verschieben</translation>
    </message>
    <message>
        <source>Destination folder</source>
        <translation>Zielordner</translation>
    </message>
    <message>
        <source>Keep the folders inside “{folder}”</source>
        <translation>Die Ordner innerhalb von „{folder}“ behalten</translation>
    </message>
    <message>
        <source>Keepers: everything not rejected</source>
        <translation>Ausbeute: alles, was nicht abgelehnt ist</translation>
    </message>
    <message>
        <source>Picks only</source>
        <translation>Nur behaltene</translation>
    </message>
    <message>
        <source>The selection: {photos}</source>
        <translation>Die Auswahl: {photos}</translation>
    </message>
    <message>
        <source>any</source>
        <translation>beliebig</translation>
    </message>
    <message>
        <source> or more</source>
        <translation> oder mehr</translation>
    </message>
    <message>
        <source>Copy: the originals stay; every copy is read back and compared</source>
        <translation>Kopieren: die Originale bleiben; jede Kopie wird zurückgelesen und verglichen</translation>
    </message>
    <message>
        <source>Move: the originals go when everything of a photo is safe</source>
        <translation>Verschieben: die Originale gehen, wenn alles von einem Foto sicher ist</translation>
    </message>
    <message>
        <source>Hard link: a second name for the same file, on the same disk</source>
        <translation>Feste Verknüpfung: ein zweiter Name für dieselbe Datei, auf demselben Laufwerk</translation>
    </message>
    <message>
        <source>Rename with everything that belongs to it: name-1</source>
        <translation>Mit allem, was dazugehört, umbenennen: name-1</translation>
    </message>
    <message>
        <source>Leave that photo where it is</source>
        <translation>Dieses Foto lassen, wo es ist</translation>
    </message>
    <message>
        <source>Do nothing at all</source>
        <translation>Gar nichts tun</translation>
    </message>
    <message>
        <source>&amp;Photos</source>
        <translation>&amp;Fotos</translation>
    </message>
    <message>
        <source>S&amp;tars</source>
        <translation>S&amp;terne</translation>
    </message>
    <message>
        <source>How</source>
        <translation>Wie</translation>
    </message>
    <message>
        <source>&amp;Destination</source>
        <translation>&amp;Ziel</translation>
    </message>
    <message>
        <source>If a &amp;name is taken</source>
        <translation>Wenn ein &amp;Name vergeben ist</translation>
    </message>
    <message>
        <source>Copy {photos}</source>
        <translation>{photos} kopieren</translation>
    </message>
    <message>
        <source>Move {photos}</source>
        <translation>{photos} verschieben</translation>
    </message>
    <message>
        <source>Link {photos}</source>
        <translation>{photos} verknüpfen</translation>
    </message>
    <message>
        <source>No photo fits these choices. Choose others.</source>
        <translation>Kein Foto passt dazu. Wählen Sie anderes.</translation>
    </message>
    <message>
        <source>Choose a folder to hand the photos over to.</source>
        <translation>Wählen Sie einen Ordner, an den die Fotos übergeben werden.</translation>
    </message>
    <message>
        <source>Looking at the files…</source>
        <translation>Die Dateien werden angesehen…</translation>
    </message>
    <message>
        <source>There is not enough room: {needed} are needed, {free} are free.</source>
        <translation>Der Platz reicht nicht: {needed} werden gebraucht, {free} sind frei.</translation>
    </message>
</context>
<context>
    <name>TransferProgressDialog</name>
    <message>
        <source>Looking at the files…</source>
        <translation>Die Dateien werden angesehen…</translation>
    </message>
    <message>
        <source>Cancel</source>
        <translation>Abbrechen</translation>
    </message>
    <message>
        <source>{done} of {photos}</source>
        <translation>{done} von {photos}</translation>
    </message>
    <message>
        <source>{done} of {all}</source>
        <translation>{done} von {all}</translation>
    </message>
    <message>
        <source>{number} s left</source>
        <translation>noch {number} s</translation>
    </message>
    <message>
        <source>{number} min left</source>
        <translation>noch {number} min</translation>
    </message>
    <message>
        <source>Ending; what is done stays done…</source>
        <translation>Wird beendet; was getan ist, bleibt getan…</translation>
    </message>
    <message>
        <source>What became of each photo</source>
        <translation>Was aus jedem Foto wurde</translation>
    </message>
    <message>
        <source>Photo</source>
        <translation>Foto</translation>
    </message>
    <message>
        <source>Result</source>
        <translation>Ergebnis</translation>
    </message>
    <message>
        <source>Where or why</source>
        <translation>Wo oder warum</translation>
    </message>
    <message>
        <source>Take back</source>
        <translation>Zurücknehmen</translation>
    </message>
    <message>
        <source>Save report…</source>
        <translation>Bericht speichern…</translation>
    </message>
    <message>
        <source>Close</source>
        <translation>Schließen</translation>
    </message>
    <message>
        <source>… and {number} more</source>
        <translation>… und {number} mehr</translation>
    </message>
    <message>
        <source>The saved report has all.</source>
        <translation>Der gespeicherte Bericht enthält alles.</translation>
    </message>
    <message>
        <source>done</source>
        <translation>getan</translation>
    </message>
    <message>
        <source>there already</source>
        <translation>schon da</translation>
    </message>
    <message>
        <source>skipped</source>
        <translation>übersprungen</translation>
    </message>
    <message>
        <source>failed</source>
        <translation>misslungen</translation>
    </message>
    <message>
        <source>not reached</source>
        <translation>nicht erreicht</translation>
    </message>
    <message>
        <source>Save the report</source>
        <translation>Bericht speichern</translation>
    </message>
    <message>
        <source>Text (*.txt)</source>
        <translation>Text (*.txt)</translation>
    </message>
    <message>
        <source>JSON (*.json)</source>
        <translation>JSON (*.json)</translation>
    </message>
    <message>
        <source>The report was not saved</source>
        <translation>Der Bericht wurde nicht gespeichert</translation>
    </message>
</context>
<context>
    <name>ViewCommands</name>
    <message>
        <source>Info over the photo</source>
        <translation>Angaben über dem Foto</translation>
    </message>
    <message>
        <source>Quality map</source>
        <translation>Qualitätskarte</translation>
    </message>
    <message>
        <source>Clipping warning</source>
        <translation>Warnung vor ausgefressenen Stellen</translation>
    </message>
    <message>
        <source>Focus peaking</source>
        <translation>Schärfe hervorheben</translation>
    </message>
    <message>
        <source>Histogram</source>
        <translation>Histogramm</translation>
    </message>
    <message>
        <source>Autofocus point</source>
        <translation>Autofokuspunkt</translation>
    </message>
    <message>
        <source>{name}: on. It shows in the loupe, comparison and survey.</source>
        <translation>{name}: an. Zu sehen in Lupe, Vergleich und Überblick.</translation>
    </message>
    <message>
        <source>{name}: off.</source>
        <translation>{name}: aus.</translation>
    </message>
    <message>
        <source>There is one monitor: the second window can be moved and resized.</source>
        <translation>Es gibt nur einen Bildschirm: das zweite Fenster kann verschoben und vergrößert werden.</translation>
    </message>
</context>
<context>
    <name>WindowDialogs</name>
    <message>
        <source>Wrote {photos} to {file}.</source>
        <translation>{photos} nach {file} geschrieben.</translation>
    </message>
    <message>
        <source>The list was not written</source>
        <translation>Die Liste wurde nicht geschrieben</translation>
    </message>
</context>
<context>
    <name>WindowFigures</name>
    <message>
        <source>Opening…</source>
        <translation>Wird geöffnet…</translation>
    </message>
    <message>
        <source>Looking for photos…</source>
        <translation>Fotos werden gesucht…</translation>
    </message>
    <message>
        <source>Loading the model…</source>
        <translation>Das Modell wird geladen…</translation>
    </message>
    <message>
        <source>Nothing is scored: {reason}</source>
        <translation>Nichts wird bewertet: {reason}</translation>
    </message>
    <message>
        <source>No scores: no model</source>
        <translation>Keine Bewertungen: kein Modell</translation>
    </message>
    <message>
        <source>Undo</source>
        <translation>Rückgängig</translation>
    </message>
    <message>
        <source>Undo: {what}</source>
        <translation>Rückgängig: {what}</translation>
    </message>
    <message>
        <source>Redo</source>
        <translation>Wiederholen</translation>
    </message>
    <message>
        <source>Redo: {what}</source>
        <translation>Wiederholen: {what}</translation>
    </message>
</context>
<context>
    <name>WorkTally</name>
    <message>
        <source>Scored {photos}.</source>
        <translation>{photos} bewertet.</translation>
    </message>
    <message>
        <source>{photos} could not be read.</source>
        <translation>{photos} konnten nicht gelesen werden.</translation>
    </message>
</context>
<context>
    <name>_Group</name>
    <message>
        <source>or</source>
        <translation>oder</translation>
    </message>
</context>
<context>
    <name>_Photos</name>
    <message>
        <source>{name}, score {score}</source>
        <translation>{name}, Bewertung {score}</translation>
    </message>
</context>
</TS>
