"""What shops' words for the state of an order mean, in the languages exports come in.

A word is compared without regard to case, blanks, hyphens and underscores. The same word may mean different things
in a column for payments, one for shipping and one for the order as a whole.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

MEANINGS = (
    *("cancelled", "refunded", "partly refunded", "fulfilled", "partly fulfilled"),
    *("unpaid", "partly paid", "open"),
)
"""What a word can mean for the card of an order. "open" is everything that leaves the order to be packed."""

_CANCELLED = """
cancelled; canceled; cancel; void; voided; rejected; declined; deleted; aborted; trash; cancelled by buyer;
cancelled by seller; storniert; abgebrochen; gelöscht; annulliert; annulé; annulée; annulés; annulee; annule; refusé;
cancelado; cancelada; anulado; anulada; rechazado; recusado; annullato; annullata; rifiutato; geannuleerd; annulleret;
annullert; avbruten; makulerad; peruttu; peruutettu; anulowane; anulowany; anulowana; odrzucone; zrušeno; zrušená;
zrušené; stornováno; törölve; lemondva; anulată; anulat; отменен; отменён; отменено; отмена; аннулирован; скасовано;
скасований; iptal; iptal edildi; ακυρώθηκε; ακυρωμένη; בוטל; ملغي; ملغى; ملغاة; 已取消; 取消; 交易关闭; 已关闭;
訂單已取消; 不成立; 已退單; キャンセル; キャンセル済み; キャンセル済; 取消済; 取り消し; 취소; 취소됨; 취소완료;
주문취소; đã hủy; đã huỷ; batal; dibatalkan; ยกเลิก; ยกเลิกแล้ว; रद्द
"""
_REFUNDED = """
refunded; refund; fully refunded; returned; return; chargeback; charged back; credited; erstattet; zurückerstattet;
rückerstattet; gutgeschrieben; retourniert; remboursé; remboursée; rembourse; retourné; reembolsado; reembolsada;
devuelto; devuelta; devolvido; estornado; rimborsato; rimborsata; reso; terugbetaald; geretourneerd; återbetald;
återbetalad; refunderet; tilbakebetalt; refundert; tilbagebetalt; palautettu; hyvitetty; zwrócone; zwrócono; zwrot;
vráceno; vrácena; visszatérítve; rambursat; rambursată; возвращен; возвращён; возврат; возвращено; повернено;
повернення; iade; iade edildi; επιστράφηκε; הוחזר; مسترد; تم الاسترداد; 已退款; 退款成功; 全额退款; 退款完成;
已全額退款; 返金済み; 返金済; 返金; 환불; 환불완료; 환불됨; 반품완료; đã hoàn tiền; dikembalikan; dana dikembalikan;
คืนเงินแล้ว
"""
_PARTLY_REFUNDED = """
partially refunded; partly refunded; partial refund; teilweise erstattet; teilerstattet; partiellement remboursé;
partiellement remboursée; parcialmente reembolsado; parcialmente reembolsada; reembolso parcial;
parzialmente rimborsato; rimborso parziale; gedeeltelijk terugbetaald; delvis återbetald; delvist refunderet;
osittain hyvitetty; częściowo zwrócone; částečně vráceno; частичный возврат; частково повернено; kısmen iade edildi;
部分退款; 一部返金; 부분환불
"""
_FULFILLED = """
fulfilled; shipped; sent; dispatched; delivered; complete; completed; closed; archived; in transit; out for delivery;
posted; picked up; collected; shipping; on the way; received; finished; despatched; order received; awaiting feedback;
versendet; versandt; verschickt; geliefert; zugestellt; abgeschlossen; erledigt; abgeholt; unterwegs; ausgeliefert;
expédié; expédiée; expedie; livré; livrée; livre; terminé; terminée; envoyé; envoyée; clôturée; traitée;
en cours de livraison; enviado; enviada; entregado; entregada; completado; completada; finalizado; archivada;
despachado; retirado; en camino; entregue; concluído; concluída; concluido; finalizada; a caminho; spedito; spedita;
consegnato; consegnata; completato; completata; evaso; evasa; verzonden; afgerond; geleverd; bezorgd; voltooid;
skickad; levererad; slutförd; avsänd; sendt; leveret; levert; fullført; afsendt; gennemført; lähetetty; toimitettu;
valmis; wysłane; wysłano; wysłana; dostarczone; zrealizowane; zrealizowano; zakończone; odebrane; odesláno; odeslaná;
doručeno; vyřízeno; dokončeno; dokončená; expedováno; elküldve; feladva; kézbesítve; teljesítve; lezárva; expediat;
expediată; livrat; livrată; finalizat; finalizată; отправлен; отправлено; доставлен; доставлено; выполнен; выполнено;
завершен; завершён; получен; выдан; в пути; відправлено; виконано; завершено; отримано; kargoya verildi; kargolandı;
gönderildi; teslim edildi; tamamlandı; στάλθηκε; απεστάλη; παραδόθηκε; ολοκληρώθηκε; נשלח; נמסר; הושלם; تم الشحن;
تم التوصيل; مكتمل; 已发货; 卖家已发货; 卖家已发货，等待买家确认; 卖家已发货,等待买家确认; 待收货; 已签收; 交易成功;
已完成; 已收货; 完成; 已出貨; 已發貨; 已寄出; 已完成訂單; 運送中; 已送達; 発送済み; 発送済; 発送完了; 配送中;
配送完了; 完了; 取引完了; 出荷済み; 出荷済; お届け済み; 배송중; 배송완료; 발송완료; 구매확정; 거래완료; đã giao;
đã giao hàng; đang giao; hoàn thành; đã hoàn thành; dikirim; selesai; terkirim; จัดส่งแล้ว; สำเร็จ
"""
_PARTLY_FULFILLED = """
partial; partially fulfilled; partially shipped; partly shipped; partially delivered; partly fulfilled;
partially completed; teilweise versendet; teilweise versandt; teilweise geliefert; teilversendet; teilgeliefert;
partiellement expédié; partiellement expédiée; parcialmente enviado; parcialmente enviada; parcialmente spedito;
gedeeltelijk verzonden; delvis skickad; delvist sendt; osittain lähetetty; częściowo wysłane; částečně odesláno;
частично отправлен; частично отправлено; частково відправлено; kısmen gönderildi; 部分发货; 部分已发货; 部分出貨;
一部発送; 부분배송
"""
_UNPAID = """
unpaid; pending payment; payment pending; awaiting payment; not paid; payment due; overdue; payment failed; failed;
expired; on hold; holded; checkout draft; draft; payment review; to pay; pending payment confirmation;
awaiting payment confirmation; payment required; past due; unbezahlt; nicht bezahlt; offen (unbezahlt);
zahlung ausstehend; warte auf zahlung; wartet auf zahlung; zahlung offen; zahlungsausstehend; in wartestellung;
fehlgeschlagen; impayé; impayée; non payé; non payée; en attente de paiement; paiement en attente; échouée; échec;
no pagado; no pagada; impago; pendiente de pago; pago pendiente; pagamento pendente; aguardando pagamento; não pago;
non pagato; non pagata; in attesa di pagamento; pagamento in sospeso; onbetaald; niet betaald; wacht op betaling;
in afwachting van betaling; obetald; ej betald; väntar på betalning; ubetalt; afventer betaling; venter på betaling;
maksamatta; odottaa maksua; nieopłacone; niezapłacone; oczekuje na płatność; oczekujące na płatność; nezaplaceno;
neuhrazeno; čeká na platbu; fizetésre vár; fizetetlen; neplătit; neplătită; в așteptarea plății; не оплачен;
не оплачено; неоплачен; ожидает оплаты; ожидание оплаты; очікує оплати; ödenmedi; ödeme bekleniyor; ödeme bekliyor;
απλήρωτη; σε αναμονή πληρωμής; לא שולם; ממתין לתשלום; غير مدفوع; في انتظار الدفع; 待付款; 等待买家付款; 未付款;
未支付; 等待付款; 尚未付款; 待支付; 未入金; 入金待ち; 支払い待ち; 支払待ち; 未払い; 미결제; 입금대기; 입금전;
결제대기; chưa thanh toán; chờ thanh toán; belum bayar; belum dibayar; menunggu pembayaran; รอชำระเงิน; ยังไม่ชำระ
"""
_PARTLY_PAID = """
partially paid; partly paid; deposit paid; partial payment; teilweise bezahlt; angezahlt; partiellement payé;
partiellement payée; parcialmente pagado; parcialmente pagada; parcialmente pago; parzialmente pagato;
gedeeltelijk betaald; delvis betald; delvist betalt; osittain maksettu; częściowo opłacone; částečně zaplaceno;
частично оплачен; частично оплачено; частково оплачено; kısmen ödendi; 部分付款; 一部入金
"""
_OPEN = """
open; new; paid; processing; unfulfilled; unshipped; authorized; authorised; accepted; confirmed; in progress; placed;
ready; ready to ship; awaiting fulfillment; awaiting fulfilment; awaiting shipment; awaiting pickup; to ship;
ready for pickup; ready for dispatch; created; received order; not shipped; not fulfilled; not dispatched; scheduled;
packed; payment received; payment accepted; preparing; preparation in progress; active; paid in full; captured;
settled; cleared; approved; succeeded; success; pre order; preorder; backordered; in process; cash on delivery; cod;
offen; neu; bezahlt; in bearbeitung; bearbeitung; bestätigt; versandbereit; nicht versendet; unversendet;
zahlung erhalten; eingegangen; vollständig bezahlt; wird bearbeitet; in vorbereitung; ouvert; ouverte; nouveau;
nouvelle; payé; payée; paye; en cours; en traitement; en préparation; confirmée; confirmé; non expédié; non expédiée;
paiement accepté; à expédier; abierta; abierto; nuevo; nueva; pagado; pagada; en proceso; procesando; confirmado;
confirmada; en preparación; por enviar; no enviado; no enviada; no está empaquetado; listo para enviar; pago recibido;
aberto; aberta; novo; pago; paga; processando; em processamento; em preparação; não enviado; aprovado; aperto; aperta;
nuovo; nuova; pagato; pagata; in lavorazione; in elaborazione; confermato; da spedire; non spedito; nieuw; betaald;
in behandeling; bevestigd; niet verzonden; wordt verwerkt; öppen; ny; betald; behandlas; under behandling; obehandlad;
ej skickad; betalt; åben; åpen; ikke sendt; avoin; uusi; maksettu; käsittelyssä; lähettämättä; nowe; nowy; opłacone;
zapłacone; w realizacji; w trakcie realizacji; przyjęte; do wysłania; niewysłane; nový; nová; zaplaceno; uhrazeno;
zpracovává se; přijato; připraveno; neodesláno; új; kifizetve; fizetve; feldolgozás alatt; feldolgozás; nouă; nou;
plătit; plătită; în procesare; confirmată; новый; оплачен; оплачено; в обработке; обрабатывается; подтвержден;
подтверждён; принят; не отправлен; не отправлено; собирается; комплектуется; новий; нове; в обробці; підтверджено;
прийнято; не відправлено; yeni; ödendi; hazırlanıyor; onaylandı; işleniyor; beklemede değil; gönderilmedi; νέα;
πληρώθηκε; σε επεξεργασία; εκκρεμεί αποστολή; חדש; שולם; בטיפול; جديد; مدفوع; قيد المعالجة; 待发货; 买家已付款;
买家已付款，等待卖家发货; 买家已付款,等待卖家发货; 等待卖家发货; 已付款; 已支付; 未发货; 备货中; 处理中; 待出貨;
待出货; 未出貨; 處理中; 已確認; 新規; 新規受付; 入金済み; 入金済; 支払い済み; 支払済; 決済済み; 未発送; 発送待ち;
発送準備中; 未対応; 処理中; 注文確定; 対応中; 출고대기; 결제완료; 신규주문; 배송준비중; 상품준비중; 발송대기;
배송준비; 주문확인; đã thanh toán; đang xử lý; chờ xác nhận; chờ lấy hàng; chờ giao hàng; mới; lunas; sudah dibayar;
perlu dikirim; diproses; dikemas; ชำระเงินแล้ว; ที่ต้องจัดส่ง
"""
_PENDING = """
pending; waiting; ausstehend; wartend; en attente; pendiente; pendente; in attesa; in afwachting; väntande; afventer;
venter; avventer; odottaa; oczekujące; oczekuje; čeká; čekající; függőben; în așteptare; в ожидании; ожидает;
ожидание; очікує; в очікуванні; bekliyor; beklemede; εκκρεμεί; σε αναμονή; ממתין; معلق; قيد الانتظار; 待处理; 待確認;
保留; 보류; 대기; đang chờ; tertunda; menunggu; รอดำเนินการ
"""


def key(word: str) -> str:
    """A word for comparing: case, underscores, hyphens, a leading wc- and runs of blanks don't matter."""
    return " ".join(word.casefold().replace("_", " ").replace("-", " ").split()).removeprefix("wc ")


def _table(pending: str, **otherwise: str) -> Mapping[str, str]:
    """Word -> meaning. `pending` is what bare waiting means, `otherwise` what differs from a word's usual meaning."""
    lists = {
        "open": _OPEN,
        "partly paid": _PARTLY_PAID,
        "unpaid": _UNPAID,
        "partly fulfilled": _PARTLY_FULFILLED,
        "fulfilled": _FULFILLED,
        "partly refunded": _PARTLY_REFUNDED,
        "refunded": _REFUNDED,
        "cancelled": _CANCELLED,
    }
    found: dict[str, str] = {}
    for meaning, text in (*lists.items(), (pending, _PENDING), *otherwise.items()):
        found |= dict.fromkeys(map(key, text.split(";")), meaning.replace("_", " "))
    return MappingProxyType(found)


WORDS: Mapping[str, Mapping[str, str]] = MappingProxyType(
    {
        "status": _table("unpaid"),
        "payment": _table(
            "unpaid",
            open="complete; completed; sent; received; closed; delivered; abgeschlossen; 완료; 完成; 已完成; 完了",
            unpaid="open; offen; created; new; neu",
            partly_paid="partial",
        ),
        "fulfilment": _table("open", open="on hold; failed; expired; draft; void"),
    }
)
"""Field -> word -> meaning."""

_CASH = """
cash on delivery; cash on pickup; cod; c.o.d.; collect on delivery; pay on delivery; payment on delivery;
pay on pickup; nachnahme; barzahlung bei; zahlung bei abholung; contre remboursement; paiement à la livraison;
contra reembolso; contrareembolso; contra entrega; contraentrega; pago contra; pagamento na entrega; contrassegno;
alla consegna; onder rembours; rembours; postförskott; efterkrav; postiennakko; jälkivaatimus; oppkrav; za pobraniem;
pobranie; przy odbiorze; dobírka; dobírku; utánvét; ramburs; plata la livrare; наложенн; при получении; накладен;
післяплат; наложен платеж; kapıda ödeme; kapıda nakit; αντικαταβολή; במזומן; الدفع عند الاستلام; 货到付款; 貨到付款;
代引; 代金引換; 후불; 착불; thanh toán khi nhận hàng; bayar di tempat; เก็บเงินปลายทาง
"""
CASH_ON_DELIVERY = tuple(word.strip() for word in _CASH.split(";"))
"""Parts of the names of ways to pay that mean the parcel is paid when it arrives."""
