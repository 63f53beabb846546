package fetch

import (
	"context"
	"crypto/tls"
	"crypto/x509"
	"errors"
	"io"
	"net"
	"net/http"
	"strconv"
	"syscall"

	"yingda/internal/fault"
)

// The causes that staff see beside a source. Busy ones may pass by themselves;
// the others need a person.
var (
	errAddress        = fault.New(fault.Invalid, "fetch-address", "地址不正确，只能读取 http 或 https 网址")
	errPrivate        = fault.New(fault.Forbidden, "fetch-private", "地址属于内网，未获准访问")
	errPort           = fault.New(fault.Forbidden, "fetch-port", "端口不允许访问")
	errRobots         = fault.New(fault.Forbidden, "fetch-robots", "对方的 robots.txt 不允许读取此页")
	errWait           = fault.New(fault.Busy, "fetch-wait", "对方要求稍后再访问")
	errRedirect       = fault.New(fault.Invalid, "fetch-redirect", "对方要求转到其他地址")
	errRedirects      = fault.New(fault.Invalid, "fetch-redirects", "转向次数过多")
	errRedirectTarget = fault.New(fault.Invalid, "fetch-redirect-target", "转向的地址不正确")
	errTooLarge       = fault.New(fault.Invalid, "fetch-too-large", "内容过大")
	errBomb           = fault.New(fault.Invalid, "fetch-bomb", "压缩内容展开后过大")
	errEncoding       = fault.New(fault.Invalid, "fetch-encoding", "内容的压缩方式无法识别或已损坏")
	errTimeout        = fault.New(fault.Busy, "fetch-timeout", "对方无响应（超时）")
	errName           = fault.New(fault.Busy, "fetch-name", "域名无法解析")
	errRefused        = fault.New(fault.Busy, "fetch-refused", "对方拒绝连接")
	errUnreachable    = fault.New(fault.Busy, "fetch-unreachable", "对方无响应")
	errBroken         = fault.New(fault.Busy, "fetch-broken", "连接中断")
	errCertificate    = fault.New(fault.Forbidden, "fetch-certificate", "证书无效")
	errCancelled      = fault.New(fault.Busy, "fetch-cancelled", "读取已取消")
)

// statusFault gives a stable code for each status: fetch-404, fetch-429 …
func statusFault(status int) error {
	code := "fetch-" + strconv.Itoa(status)
	switch {
	case isRedirect(status):
		return errRedirect
	case status == http.StatusNotFound:
		return fault.New(fault.NotFound, code, "页面不存在（404）")
	case status == http.StatusGone:
		return fault.New(fault.NotFound, code, "页面已被对方撤下（410）")
	case status == http.StatusUnauthorized, status == http.StatusForbidden, status == 451:
		return fault.New(fault.Forbidden, code, "对方不允许访问（%d）", status)
	case status == http.StatusTooManyRequests:
		return fault.New(fault.Busy, code, "访问过于频繁，对方要求稍后再试（429）")
	case status >= 500:
		return fault.New(fault.Busy, code, "对方服务器出错（%d）", status)
	}
	return fault.New(fault.Invalid, code, "对方返回了意外的状态（%d）", status)
}

// explain turns whatever the network said into one of the causes above.
func (c *Client) explain(ctx context.Context, err error) error {
	if err == nil {
		return nil
	}
	if f := fault.Of(err); f != nil {
		return f
	}
	if errors.Is(ctx.Err(), context.DeadlineExceeded) || isTimeout(err) {
		return errTimeout.Because(err)
	}
	if errors.Is(err, context.Canceled) {
		return errCancelled.Because(err)
	}
	return cause(err).Because(err)
}

func isTimeout(err error) bool {
	var n net.Error
	return errors.Is(err, context.DeadlineExceeded) || errors.As(err, &n) && n.Timeout()
}

func cause(err error) *fault.Fault {
	var name *net.DNSError
	var verify *tls.CertificateVerificationError
	var unknown x509.UnknownAuthorityError
	var alert tls.AlertError
	var header tls.RecordHeaderError
	switch {
	case errors.As(err, &name):
		return errName
	case errors.As(err, &verify), errors.As(err, &unknown), errors.As(err, &alert), errors.As(err, &header):
		return errCertificate
	case errors.Is(err, syscall.ECONNREFUSED):
		return errRefused
	case errors.Is(err, io.EOF), errors.Is(err, io.ErrUnexpectedEOF), errors.Is(err, syscall.ECONNRESET):
		return errBroken
	}
	return errUnreachable
}
