using PlateApi.Hosting;
using PlateRecognition;

namespace PlateApi.Tests.Hosting;

public sealed class ProblemKindTests
{
    public static TheoryData<RecognitionFailure> Failures => [.. Enum.GetValues<RecognitionFailure>()];

    [Theory]
    [MemberData(nameof(Failures))]
    public void Of_EveryFailure_HasAStatusOfTheContract(RecognitionFailure failure)
    {
        var kind = ProblemKind.Of(failure);

        Assert.Equal(failure.ToString(), kind.Code);
        Assert.Contains(kind.Status, new[] { 400, 422, 503, 504 });
        Assert.Equal(kind.Status == 503, kind.RetryAfterSeconds is not null);
    }

    [Theory]
    [InlineData(400, "BadRequest", 400)]
    [InlineData(401, "KeyNeeded", 401)]
    [InlineData(403, "AdminKeyNeeded", 403)]
    [InlineData(404, "NotFound", 404)]
    [InlineData(405, "MethodNotAllowed", 405)]
    [InlineData(408, "UploadIncomplete", 400)]
    [InlineData(411, "BadRequest", 411)]
    [InlineData(413, "UploadTooLarge", 413)]
    [InlineData(415, "UnsupportedMediaType", 415)]
    [InlineData(429, "TooManyRequests", 429)]
    [InlineData(500, "InternalError", 500)]
    [InlineData(502, "InternalError", 502)]
    public void OfStatus_BareStatus_HasACode(int status, string code, int answered)
    {
        var kind = ProblemKind.OfStatus(status);

        Assert.Equal((code, answered), (kind.Code, kind.Status));
    }

    [Theory]
    [InlineData(null, "")]
    [InlineData("plain", "plain")]
    [InlineData("a\r\nb\0", "a??b?")]
    [InlineData("😀", "??")]
    public void Echo_ClientsText_CannotBreakALine(string? text, string expected) => Assert.Equal(expected, ProblemAnswers.Echo(text));

    [Fact]
    public void Echo_LongText_IsCut() => Assert.Equal(101, ProblemAnswers.Echo(new string('x', 10_000)).Length);
}
