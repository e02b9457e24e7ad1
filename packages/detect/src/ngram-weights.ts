/** Log odds of each pair of characters, key against words: one character a pair, see ngrams.ts. Written by npm run detect:train. */
export const NGRAM_WEIGHTS =
  ")ijC6CCqmCbhffblkhdoCefeehofcailmnlpQf_\\Ohb_TncZ^TVakWXV[gkkck;j1n77pq3pbiggblkCeokefffhogdbjlmnmpQf_]Phb_Unc[" +
  "^UVakXXW[gklck=5gl5jopkn]ebb]ihd`n<abaadm==]fijljoKbZWJd]ZOl>UYOP\\hRSQVchi^h`999dhno9mYa__Zgea\\le]_^^al_[YcghT" +
  "hnG^VSEaYVKjZQUKLXfNNLQ`e:[eAAAAA4ppAA`gee`kjAcoTdeddgneb`AklmlpOd][Ng`]Sn:Y\\ST_jVVTYfjkbj=f5l=jopk=]ebb]ihd`n" +
  "<a=aa=mc_]fijljoKbZWJd]ZOl>UYOP\\hRSQVchi^h]-bh5fmoglV_\\\\Wec^Zkc[\\[[_j]XVaefifmD[SPB_VSGiXNRGIUdKKIN^cdXc1^_e_c" +
  "lmekR\\YYSb`[Vi`WXWW[hYUR]bcfcl?XOL>[ROCgTJNCEQaFGEJZ`aT`8cdjdhno0mYa__Zgea\\l8]_^^al_[YcghjhnG^VSEaYVKj9QUKLXfN" +
  "NLQ`ef[e(abhbfmoglV_\\\\Wec^Zkc[\\[[_j]XVaefifmD[SPB_VSGiXNRGIUdKKIN^cdXcmnOpnoqqpqiRGKjoG\\JqQBD;WYpBB<OZfZKf\\FZe" +
  "[mOgVpjASC`ioWK?LP[oj[iklolnpqnpEjhiCmljQpl]hGIjoOXFHmno`p7hb_7jdbCoeQaX<dmF[Z4ilmGljlmomnqqopBk`I@nmBPpP`ji<k" +
  "pThGWnoonq8idbJkf9ZogScZ/enR^\\IkmngmjlmomnqqopAkij;nak:pmG_iAkp_SeQnnoIqBica5kfc2og_bZAem\\][IjmmgmldnpnoqqpqK^" +
  "GLW[dlU_QDB9kX[9<?RVdC[MSkfQYmhf]pYHXI_hN`BLcYnFinfhimilppmoDgeeK[AfIojded;gn>bN?klm[p3d]ZFg`]RnaY\\R9_j;VTYfjk" +
  "ajfiimilppmo?Zee:kTOFojS9LSgnObWBklnlp<d^[<g`^;naK]SJ_jDVUAfjkbjikloGnpqnp<jhi7mljJplg^h;joifNUmnoYp0hb_BjdbNo" +
  "e^aX6cm[[YFilmelkKmomoqqoVK\\Q?@YTbicMJC;MKEQE=b]o]cdXjV?Plge\\pWHV?]fn^@Jaknnhn`cdjdhnoimFb__Ogea\\le]_^Aal_8YLg" +
  "hjhn2^VS>aYVKkZQUK8XfNNLC`ef[edghlhkoplo?fdd>jieBnYQcc;fndGIRjkmko2c\\Y@f_\\Gm`W[Q7^iTTSIeij`ijlmomnqqop;`jK;Gak" +
  ":p[DSiK`pjQMOnnoTq5icSBkfc7og_cZCem\\][MjmmgmjJmomnqqop7aIj>nmk9pm`TiAGpj_fUnoo\\q5jdb>kfdBog`c[9fn]^\\NkmnOmillo" +
  "l`qqnpDGJ=CZ6NLaZYiN?_ZiRCSVnoNaAhc`EjESJof^bY?dm[\\ZDjmmfmklmomoqqopZlRGgSmkEpS7:6TIp=KREXF\\\\qWjdbVKfdLpg`c?\\G" +
  "n]M\\akmnhmiFGHlnqqnpEkiiAmmYGpmPi^Ijp@]TVnno`p=hc`@jeEJofBbF9dm7\\ZKjmmfm`cdjdhnoimYa__Ygea\\le8^^]al_[Y1ghjhnG^" +
  "VSEaYVJjZQUJLXfMNL/`ef[ejlHomnqqopBVSZ5nWj@pOVZL>EpOC@KnnoTqNica3kecPof_bYQem\\][EjmmgmlmMpnoqqpqFmUl>onXDpdKk^" +
  "=SLlOBFooeoq@kFd9mhQEpiWfI@XZ`a??lnoinmnopopqqpqEnGm?oO=HqoOllCCqLURTofPZgGlhf?mj5Dpjeg`;ioFcaFm\\oPohkknkmpqnp" +
  "FSPCHQXW9_lDS@NSoAG=jmmTX_SFa^RicaWodE`=XJlY=X]illelehimilpploEgee9kjfInjded:gneW`ZZlmlp8d]Z0g`]RmaX\\R3_jUVTYf" +
  "jjajdghlhkoplo9ecc@ji;LniVcVbenVU^gjkmko7b[X4e^9Am_VZPQ]iGTRWdhi_i_cdC8gnohmXQP^Nfe`Ile]^]]Jk7ONbfhjKnF8URD`XU" +
  "JjYPTJKWeMMKP_dfZebefkfiopjn;UaNIVgcImgTa`6UmbI\\eijlio:aYV=c\\YNl]TXN2[hQQOTbgh]g[_`f`dmnfkD]ZLDca\\KjaKZYY]iZVT" +
  "McNgdl9YQN@]TQEhULPEFSbHIG=[AbVapqqqqqqqqqoqppoqqppqqppppqqp`oqqqqqqiOHChqHUBqI;B3PRq::<HVdRCdkmmomoqqopgljjgn" +
  "nkipnjjjjlpkhgmnopoq3jeb/lge?phNd[6fn;C]9kmnhnnoopopqqpqkonnlppnmqpmnmmnqnlkoppqpq4mTh7ok4@q@Wic/kpEeLLnpplpno" +
  "opopqqpqTonnlppnTqpmnmmnqnlkoppqpq3mjh2oTj-qlLTc;kpSDdDnpplpp`qqqqqqqqoqppoqqppqqpppppqpYoqqqqqqDYLFQU`oOYKFA3" +
  "kRY47>KP`YUFiklnlnpqnpdjhhdmligplghhgjohfdkmnonp5hb_7Gdb4oe]aX4cmC[:?ilmGllmnpnoqqpqhNklionljpnkkkkmplihmoopoq" +
  "1kfd6mFA:piHf=GhnDaL4lnoinnoopopqqpqknmmkponlqomSmmnqmlkSppppq0mig,nki;qkfib5jodd@RnopKoppqqqqqqqaopppoqqpoqqp" +
  "pppaqponpqqqqqCVJ>8RL]i]FCC3EHHJ?:\\VqV]]befkfiopjn[caa\\hgb^mg_```cma][ehikio6`XU<c[XMl\\SWM+ZgPQO5bgh]gkmmomoqq" +
  "oqglkkhnnlipnjkjjlpkiLmoopoq4jec0lge4pLDd\\Cgn_9?FknnhnoppqpqqqqqmooompponqpnonnXqonmppqqpq1Xl?4PWl;qP8HeAlpgEB" +
  "EoppHpnoopopqqpqknnnkponmqpmmmmnqnlkoppqpq4Tjh.nkj9qlSDb;5pdRdFnopPpoppqp[qqqqnpoonqppoqp[ooo[qonSpqqqqq=oB5<S" +
  "2HF[SZlGBnTiK=POpqG[pppqpqqqqqnpopnqqpoqqo[oopqponpqqqqqSoJOdMnm=qJA:2LAq8CJ<PMTTqmRopopqqpqjnmmjponRqolmllnqm" +
  "kjnppppq6mig0njU8pkDha>jo2PEHmooQogijmjlppmoahffalkgdokefeehofcaillnlpPe_\\Oha_TnbZ]TU`kWWV%gjkbkoppqpqqqqqnSoo" +
  "ZqppSqpooZopqonZpqqqqq:ZKR1pNm8qFNSD<KpFF?CopqKpoppqppqqqqVonnmpponqpnnnnoqnmloppWpq7nJj2olI<qVPkX?C[f>2Doppmp" +
  "oppqpqqqqqnpoonqpZoqpoooopqoZnpqqqqq5oRk0pZ99qnjlg:mp=HCIo^qNZoppqpqqqqqmooompponqpnonnoqonXppqqqq>QIP@IPP6Xm=" +
  "L9FOp8B>jopLPXjlmomnqqopfkjjfnmkhpmiiiikpjIflnnonq6ica)kfc7og_cZ7em\\][IJmngmgijmjlppmpahffblkgdokefeehofcailmn" +
  "lp2e_\\-ha@9nbC^AVakFBV[gkkckcghDhjopko]ecc^ihdanhabbbemc>]fjkljoLb>X;e^[5m_VZOQ6iRS=Vdhi7hiklolnpqnpeHiieHmjHp" +
  "mhihhjpi;ekmnonp-hb@=jeb?ofGaX6Hm[\\Z^jlmfmbefkfiopjn\\caa\\hgc_mg`a``cma][eijlio4`Y;2c\\Y:l];WMO[gPQO?bAh]gPRY]Y]" +
  "cccrGKHJLSWMQ[VKLOVO`PHEXQTbXeEJEGITXMN`VIKMRL\\QGDWOSkUb";
