/** Look-alike and the Latin letter or digit it stands for, in pairs. Written by train/build-confusables.ts. */
export const CONFUSABLES =
  "×xıiſfƄbƍgƖIƦRƧ2Ʒ3Ƽ5ƽsǀlȜ3Ȣ8ȣ8ɑa" +
  "ɡgɣyɩiɪiɯwʋuʏyͺiͿJΑAΒBΕEΖZΗHΙIΚK" +
  "ΜMΝNΟOΡPΤTΥYΧXαaβBγyεeζzηnιiκkμu" +
  "νvοoρpσoτtυuχxωwϒYϜFϨ2ϱpϲcϳjϹCϺM" +
  "ЅSІIЈJАAВBЕEЗ3ИNКKМMНHОOРPСCТTУy" +
  "ХXЧ4Ьbаaб6вBгrеeз3иuкkмmнHоoпnрp" +
  "сcтtуyхxч4ьbяRѕsіiјjѡwѴVѵvҮYүyһh" +
  "ҽeӀIӏiӠ3ԁdԌGԛqԜWԝwՍUՏSՕOաwգqզqհh" +
  "ոnռnսuցgքfօoᎠDᎡRᎢTᎥiᎩYᎪAᎫJᎬEᎳWᎷM" +
  "ᎻHᎽYᏀGᏂhᏃZᏎ4ᏏbᏒRᏔWᏕSᏙVᏚSᏞLᏟCᏢPᏦK" +
  "ᏧdᏮ6ᏳGᏴBᐯVᑌUᑭPᑯdᑲbᒍJᒪLᒿ2ᕁxᕼHᕽxᖇR" +
  "ᖯbᖴFᗅAᗞDᗪDᗰMᗷBᴄcᴏoᴑoᴜuᴠvᴡwᴢzᴦrᶃg" +
  "ᶌyẝfỿyιiℂCℊgℋHℌHℍHℎhℐIℑIℒLℓlℕNℙP" +
  "ℚQℛRℜRℝRℤZℨZKKℬBℭCℯeℰEℱFℳMℴoℹiℽy" +
  "ⅅDⅆdⅇeⅈiⅉjⅠlⅤVⅩXⅬLⅭCⅮDⅯMⅰiⅴvⅹxⅼl" +
  "ⅽcⅾdⲅrⲎHⲒIⲔKⲘMⲚNⲞOⲟoⲢPⲣpⲤCⲥcⲦTⲨY" +
  "ⲬXⳊ9Ⳍ3ⳐLⳒ6ꓐBꓑPꓒdꓓDꓔTꓖGꓗKꓙJꓚCꓜZꓝF" +
  "ꓟMꓠNꓡLꓢSꓣRꓦVꓧHꓪWꓫXꓬYꓮAꓰEꓲlꓳOꓴUꙄ2" +
  "ꙇiꜱsꝚ2Ꝫ3Ꝯ9ꞘFꞙfꞟuꞫ3ꞲJꞳXꞴBꬲeꬵfꬽoꭇr" +
  "ꭈrꭎuꭒuꭚyꭵiꮁrꮃwꮓzꮩvꮪsꮯcＡAＢBＣCＥEＨH" +
  "ＩIＪJＫKＭMＮNＯOＰPＳSＴTＸXＹYＺZａaｃcｅeｇg" +
  "ｈhｉiｊjｌlｏoｐpｓsｖvｘxｙy";
